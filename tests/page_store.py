"""What the store of public pages adds to the queries of a page that is not stored yet."""

# The version of the page, and the next moment at which it changes.
STORE_QUERIES = 2
