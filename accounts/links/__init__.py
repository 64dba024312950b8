"""Personal links: addresses with a token that let one person do one thing without a sign-in.

`purposes` describes what a link is for, `tokens` makes and reads tokens, `pages` guards the pages behind them, `services`
ends and renews the links of a person. No other module signs anything. A package that has such pages declares a purpose:

    UNDO = declare(LinkPurpose(name="undo", page="account:undo", values=lambda change: (change.pk,), find=find_change,
                               person=lambda change: change.person, expiry=timedelta(hours=72)))
    address = make_url(UNDO, change)

    @behind_link(UNDO)
    def undo(request: HttpRequest, link: Link[Change]) -> HttpResponse: ...
"""
