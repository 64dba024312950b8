"""The environment of the tests. pytest loads this module before Django reads its settings."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("PLENARY_DEMO", "1")
os.environ.setdefault("PLENARY_VAR", tempfile.mkdtemp(prefix="plenary-tests-"))
os.environ.setdefault("CACHE_BACKEND", "django.core.cache.backends.locmem.LocMemCache")
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
os.environ.setdefault("STATICFILES_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
os.environ.setdefault("UPDATE_DELAY_MINUTES", "0")  # only the tests of the delay need it
os.environ.setdefault("WORK_LIST_SECONDS", "0")  # tests change data without a request
os.environ.setdefault("PAGE_CHANGES_AT_COMMIT", "0")  # the transaction of a test is never committed
os.environ.setdefault("LOG_LEVEL", "WARNING")
# Whitenoise warns if the folder is missing.
Path(os.environ["PLENARY_VAR"], "static").mkdir(exist_ok=True)
