"""Where organisers write what mails say: for a programme, or for one of its events."""
