"""The headers of mails that no person wrote."""


def automatic_headers() -> dict[str, str]:
    """Return the headers that prevent out-of-office replies: RFC 3834, and [MS-OXCMAIL] 2.1.3.2.20 for Exchange.

    Not "All": it would also suppress the reports that a mail could not be delivered in time."""
    return {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
