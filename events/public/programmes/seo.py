"""Structured data for search engines about programmes: schema.org as JSON-LD."""

from typing import Any

from django.conf import settings

from events.models import NewsItem, Partner, PolicyDeclaration, Programme


def programme_json_ld(programme: Programme) -> dict[str, Any]:
    """Return programme as a schema.org Project. Its partners must be prefetched."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "name": programme.name,
        "url": settings.BASE_URL + programme.get_absolute_url(),
    }
    if programme.summary:
        data["description"] = programme.summary
    if programme.starts_year:
        data["foundingDate"] = str(programme.starts_year)
    if programme.has_ended:
        data["dissolutionDate"] = str(programme.ends_year)
    if programme.contact_email:
        data["email"] = programme.contact_email
    funders, others = list[dict[str, str]](), list[dict[str, str]]()
    for partner in programme.partners.all():
        row = {"@type": "Organization", "name": partner.name}
        (funders if partner.role == Partner.Role.FUNDER else others).append(row)
    return data | {key: rows for key, rows in (("funder", funders), ("member", others)) if rows}


def declaration_json_ld(declaration: PolicyDeclaration) -> dict[str, Any]:
    """Return a declaration as a schema.org CreativeWork."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": declaration.title,
        "url": settings.BASE_URL + declaration.get_absolute_url(),
    }
    if declaration.adopted_on:
        data["datePublished"] = declaration.adopted_on.isoformat()
    if declaration.adopted_by:
        data["creator"] = {"@type": "Organization", "name": declaration.adopted_by}
    if declaration.url:
        data["sameAs"] = declaration.url
    return data


def news_json_ld(item: NewsItem) -> dict[str, Any]:
    """Return a published note as a schema.org NewsArticle."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "url": settings.BASE_URL + item.get_absolute_url(),
        "dateModified": item.changed_at.isoformat(),
        "publisher": {"@type": "Organization", "name": item.programme.name},
    } | ({"datePublished": item.published_at.isoformat()} if item.published_at else {})
