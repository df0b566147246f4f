"""Puts the web service together. Importing this does nothing; `create_app` builds everything from what it is handed."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from corpus.countries import Countries
from corpus.filters import FilterVocabulary
from corpus.reading import OriginalReader
from corpus.taxonomy import Taxonomy
from search_api.edge import Edge
from search_api.handlers import answer_problem, install
from search_api.labels import Labels
from search_api.pages import document, guide, passage, reference, search, themes
from search_api.pages.rendering import STATIC, page_templates
from search_api.routes import briefs as brief_routes
from search_api.routes import countries as country_routes
from search_api.routes import documents as document_routes
from search_api.routes import health as health_routes
from search_api.routes import passages as passage_routes
from search_api.routes import search as search_routes
from search_api.routes import themes as theme_routes
from search_api.services import Collection, OriginalFiles, Services
from search_api.settings import SearchApiSettings

API_VERSION = "1.0.0"
"""Of the addresses and shapes under `/v1`, which change more slowly than the software."""

DESCRIPTION = """Passages on the health and care workforce, quoted word for word from documents, with their place.

Every address answers GET and HEAD. Errors are `application/problem+json` (RFC 9457): `detail` says what happened
and what to do.
Text is plain Unicode, never HTML. Answers carry an `ETag` that changes when the collection does."""

PAGES = (search.router, passage.router, document.router, themes.router, guide.router, reference.router)
ROUTES = (
    search_routes.router,
    brief_routes.router,
    passage_routes.router,
    document_routes.router,
    theme_routes.router,
    country_routes.router,
    health_routes.router,
)


def create_app(
    *,
    collection: Collection,
    originals: OriginalFiles,
    originals_reader: OriginalReader,
    vocabulary: FilterVocabulary,
    taxonomy: Taxonomy,
    countries: Countries,
    settings: SearchApiSettings,
) -> FastAPI:
    """The application: the JSON API under `/v1`, and the pages. The collection is opened with the first request."""
    app = FastAPI(
        title="Cadre",
        version=API_VERSION,
        summary="The evidence engine for the health and care workforce.",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    labels = Labels(taxonomy=taxonomy, countries=countries)
    app.state.services = Services(
        settings=settings,
        collection=collection,
        originals=originals,
        originals_reader=originals_reader,
        vocabulary=vocabulary,
        taxonomy=taxonomy,
        countries=countries,
        labels=labels,
        templates=page_templates(labels),
        started=secrets.token_hex(4),
    )
    install(app)
    app.add_middleware(Edge, answer=answer_problem)
    for router in (*ROUTES, *PAGES):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    to_thread.current_default_thread_limiter().total_tokens = services.settings.threads
    yield
