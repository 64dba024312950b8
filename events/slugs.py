from collections.abc import Collection


def free_slug(base: str, taken: Collection[str]) -> str:
    """Return base, or the first of base-2, base-3 … that is not among the taken ones."""
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
