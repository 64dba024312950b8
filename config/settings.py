"""Django settings. They come from the environment variables that docs/environment.md lists.

The defaults are for a demonstration on one machine.
"""

import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env

from config.secret_key import check_secret_key

env = Env()
env.read_env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("PLENARY_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def flag(name: str, default: bool = False) -> bool:
    """Read a boolean. An empty value counts as missing."""
    return env.bool(name) if env.str(name, "").strip() else default


def listed(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Read a list that is separated by commas, with or without spaces."""
    return [item.strip() for item in env.list(name, list(default)) if item.strip()]


def json_object(name: str) -> dict[str, Any]:
    """Read a JSON object. An empty value counts as missing, and gives an empty object."""
    return cast("dict[str, Any]", env.json(name)) if env.str(name, "").strip() else {}


# --- Site -------------------------------------------------------------------
DEBUG = flag("DEBUG")
# A demonstration uses a known key, and each page shows that it is a demonstration. Production refuses this key.
DEMO = flag("PLENARY_DEMO")
DEMO_SECRET_KEY = "demonstration-only-not-a-secret-0123456789-abcdefghij"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET_KEY if DEMO or DEBUG else "")
# Older keys, which still read what they have signed or encrypted. Django and accounts/encryption.py use them.
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
check_secret_key(SECRET_KEY, SECRET_KEY_FALLBACKS, public_key=DEMO_SECRET_KEY, is_public_allowed=DEMO or DEBUG)
# The keys of travel details: the first key encrypts, all keys decrypt. Without them, the key is derived from SECRET_KEY.
FIELD_KEYS = listed("FIELD_KEYS")
for field_key in FIELD_KEYS:
    try:
        is_key = len(urlsafe_b64decode(field_key)) == 32
    except ValueError:
        is_key = False
    if not is_key:
        raise ImproperlyConfigured(
            "Each key in FIELD_KEYS must be 32 random bytes in URL-safe base64: see docs/environment.md."
        )
SITE_NAME = env.str("SITE_NAME", "Plenary")
BASE_URL = env.str("BASE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")
# A part of each calendar UID (RFC 7986, 5.3). Never change it, even if the address of the site changes.
UID_DOMAIN = env.str("UID_DOMAIN", "plenary.example")
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]", "testserver"))
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

# --- Applications ------------------------------------------------------------
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "accounts",
    "notifications",
    "events",
]

MIDDLEWARE = [
    "accounts.links.middleware.PrivatePagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.refusals.RefusalMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.unreadable.UnreadableMiddleware",
    "config.middleware.AdminPolicyMiddleware",
    "events.calendars.middleware.FeedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.protection.sessions.SessionMiddleware",
    "accounts.protection.providers.ProviderErrorMiddleware",
    "accounts.protection.middleware.AccountChangeMiddleware",
    "accounts.middleware.ReaderTimezoneMiddleware",
    "config.errors.NotAllowedMiddleware",
    "config.conflicts.ConflictMiddleware",
    "config.page_middleware.ErrorTitleMiddleware",
    "config.page_middleware.HeadMiddleware",
    "events.public.former_addresses.FormerAddressMiddleware",
    "events.kept.WorkspaceChangeMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                "events.organise.context.workspace",
            ],
        },
    },
]
FORM_RENDERER = "config.form_renderer.FormRenderer"

# --- Database and queue ------------------------------------------------------
SQLITE_OPTIONS = {
    # A transaction takes the write lock when it begins. So the second of two writers waits, instead of failing later.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'plenary.sqlite3'}", conn_health_checks=True)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # The tests use a file too. All threads of a test server would share one connection, and its transactions, to a
    # database in memory.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "tests.sqlite3")}
else:
    DATABASES["default"]["ENGINE"] = "config.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": env.str("CACHE_BACKEND", "config.cache.RedisOrMemory"),
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "plenary",
    },
    # Public pages as they were rendered, in the memory of each process: see events/page_store/.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": env.int("STORED_PAGES", 500)},
    },
}
# Changes end stored pages at the end of their transaction. Tests that run in a transaction cannot wait for its end.
PAGE_CHANGES_AT_COMMIT = flag("PAGE_CHANGES_AT_COMMIT", True)
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "config.celery_internals:ClockChangeScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# Whether the links of public pages are checked once a week. A demonstration asks no other server.
LINK_CHECKS = flag("LINK_CHECKS", default=not DEMO)
# Each runs once a day at this hour (UTC), or once a week with a weekday, and its run is stored as a row. The function returns what it counted.
DAILY_TASKS: dict[str, dict[str, Any]] = {
    "retention": {"function": "events.personal_data.retention.job.delete_expired", "hour": 2, "minute": 20},
    "calls": {"function": "events.missions.calls.services.remind_due", "hour": 1, "minute": 10},
    "requests": {"function": "events.missions.requests.lapsing.run", "hour": 5, "minute": 0},
    "visits": {"function": "events.study_visits.after.job.run", "hour": 5, "minute": 20},
    "pictures": {"function": "events.library.pictures.services.take_down_expired", "hour": 0, "minute": 10},
    "files": {"function": "events.library.file_checks.job.check_files", "hour": 3, "minute": 10},
    # Once a week: weekday 0 is Monday.
    "links": {"function": "events.library.links.job.check_links", "hour": 3, "minute": 40, "weekday": 6},
    "new-events": {"function": "events.new_events.services.send_week", "hour": 6, "minute": 0, "weekday": 0},
    "follow-ups": {"function": "events.journeys.follow_ups.asking.ask_owners", "hour": 5, "minute": 10},
}
# An interval begins anew when the beat starts with a new schedule file. So intervals are a minute at most, and rarer
# tasks run by the clock.
CELERY_BEAT_SCHEDULE = {
    f"daily-{name}": {
        "task": "events.daily_tasks.tasks.run_missed",
        # Cron counts from Sunday.
        "schedule": crontab(
            hour=str(task["hour"]),
            minute=str(task["minute"]),
            day_of_week=str((task["weekday"] + 1) % 7) if "weekday" in task else "*",
        ),
    }
    for name, task in DAILY_TASKS.items()
} | {
    # Runs each minute: it makes up for a daily task whose hour has passed while everything was stopped.
    "run-missed-daily-tasks": {"task": "events.daily_tasks.tasks.run_missed", "schedule": 60.0},
    # Runs each minute, in case the queue has lost a task.
    "deliver-due": {"task": "notifications.outbox.tasks.deliver_due", "schedule": 60.0},
    "remind-due": {"task": "events.reminders.tasks.remind_due", "schedule": 60.0},
    # Runs each minute, because 08:00 in some time zones is a quarter or half past the hour in UTC.
    "send-announcements": {"task": "events.announcements.tasks.send_due", "schedule": 60.0},
    "send-digests": {"task": "events.organise.tasks.send_due", "schedule": crontab(minute="*/15")},
    # 18:00 in some time zones is a quarter or half past the hour in UTC.
    "tell-travellers-of-tomorrow": {
        "task": "events.journeys.travellers.tasks.send_tomorrow",
        "schedule": crontab(minute="*/15"),
    },
    "read-inbox": {"task": "events.calendar_replies.tasks.read_inbox", "schedule": 60.0},
    "resend-notices": {"task": "accounts.tasks.resend_notices", "schedule": 60.0},
    "forget-sign-in-changes": {"task": "accounts.tasks.delete_expired_changes", "schedule": crontab(minute="17")},
    "lapse-offers": {"task": "events.registration.tasks.lapse_offers", "schedule": 60.0},
    "tell-hosts": {"task": "events.journeys.meetings.tasks.tell_hosts", "schedule": 60.0},
    "notify-updates": {"task": "events.updates.tasks.notify_due", "schedule": 60.0},
}

# --- Privacy -----------------------------------------------------------------
# Who is responsible for the personal data, and the address for questions. The privacy notice and the page of contacts
# name them.
CONTROLLER_NAME = env.str("CONTROLLER_NAME", SITE_NAME)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")

# --- Retention ---------------------------------------------------------------
# The days for which this installation keeps data. events/personal_data/retention/table.py says what each line covers.
RETENTION_DAYS = {
    name: env.int(f"RETENTION_{name.upper()}_DAYS", days)
    for name, days in {
        "needs": 30,
        "emergency": 14,
        "birth_dates": 7,
        "answers": 730,
        "mail_bodies": 365,
        "mail_log": 1825,
        "raw_mail": 90,
        "inbox": 365,
        "sessions": 90,
        "accounts": 730,
        "event_records": 730,
        "history": 1825,
        "bounces": 365,
        "staff_log": 730,
        "team_invitations": 30,
        "agenda_steps": 7,
        "experts": 1095,
        "request_drafts": 90,
    }.items()
}
if any(days < 1 for days in RETENTION_DAYS.values()):
    raise ImproperlyConfigured("Set each RETENTION_…_DAYS to one day or more.")

# The days for which a person can undo the erasure of their data.
ERASURE_DAYS = env.int("ERASURE_DAYS", 7)

# --- Mail --------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Plenary <events@plenary.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_BATCH = env.int("MAIL_BATCH", 100)
# Changes of an event within this time are sent in one mail.
# How long a seat is held for a person whom somebody else registered, until that person answers.
HOLD_HOURS = env.int("HOLD_HOURS", 72)
# How many other people one account can register: for one event, and within 24 hours.
OTHERS_PER_EVENT = env.int("OTHERS_PER_EVENT", 20)
OTHERS_PER_DAY = env.int("OTHERS_PER_DAY", 40)
# How many questions "is this the same person?" one focal point gets within 24 hours: each shows that an address is known.
QUESTIONS_PER_DAY = env.int("QUESTIONS_PER_DAY", 30)
UPDATE_DELAY = timedelta(minutes=env.int("UPDATE_DELAY_MINUTES", 10))
# How long a personal feed shows what a person has lost, as cancelled.
CALENDAR_CANCELLED_FOR = timedelta(days=env.int("CALENDAR_CANCELLED_DAYS", 14))
# Limits for each client: requests with wrong tokens, and different feeds and files that are not in memory.
CALENDAR_WRONG_TOKENS_PER_HOUR = env.int("CALENDAR_WRONG_TOKENS_PER_HOUR", 100)
CALENDAR_NEW_FEEDS_PER_HOUR = env.int("CALENDAR_NEW_FEEDS_PER_HOUR", 1000)
WORK_LIST_SECONDS = env.int("WORK_LIST_SECONDS", 60)
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
SMTP_TLS, SMTP_SSL = flag("SMTP_TLS"), flag("SMTP_SSL")
if SMTP_TLS and SMTP_SSL:
    raise ImproperlyConfigured("Set SMTP_TLS (STARTTLS) or SMTP_SSL (TLS from the start), not both.")
SMTP_OPTIONS = {
    "host": env.str("SMTP_HOST", "127.0.0.1"),
    "port": env.int("SMTP_PORT", 465 if SMTP_SSL else 2525),
    "username": env.str("SMTP_USER", ""),
    "password": env.str("SMTP_PASSWORD", ""),
    "use_tls": SMTP_TLS,
    "use_ssl": SMTP_SSL,
    "timeout": 20,
}
# For a mail provider with an API, use a backend of anymail and the options that anymail documents.
MAIL_BACKEND = env.str("MAIL_BACKEND", SMTP_BACKEND)
MAIL_OPTIONS = json_object("MAIL_OPTIONS")
MAILERS = {
    "default": {
        "BACKEND": MAIL_BACKEND,
        "OPTIONS": (SMTP_OPTIONS if MAIL_BACKEND == SMTP_BACKEND else {}) | MAIL_OPTIONS,
    }
}

# --- Incoming mail ----------------------------------------------------------
# The mailbox of DEFAULT_FROM_EMAIL and its tagged addresses (events+...@). Without a host, no mailbox is read.
IMAP_SECURITY = env.str("IMAP_SECURITY", "ssl")
if IMAP_SECURITY not in {"ssl", "starttls", "none"}:
    raise ImproperlyConfigured("Set IMAP_SECURITY to ssl (TLS from the start), starttls or none.")
IMAP: dict[str, Any] = {
    "host": env.str("IMAP_HOST", ""),
    "port": env.int("IMAP_PORT", 993 if IMAP_SECURITY == "ssl" else 143),
    "user": env.str("IMAP_USER", ""),
    "password": env.str("IMAP_PASSWORD", ""),
    "security": IMAP_SECURITY,
    "ca_file": env.str("IMAP_CA_FILE", ""),
    "folder": env.str("IMAP_FOLDER", "INBOX"),
    "done_folder": env.str("IMAP_DONE_FOLDER", "Done"),
    "aside_folder": env.str("IMAP_ASIDE_FOLDER", "Set aside"),
}

# Alternatively, a mail provider posts the mails over HTTP. django-anymail supports the formats of the providers.
INBOUND_PROVIDER = env.str("INBOUND_PROVIDER", "")
INBOUND_SECRET = env.str("INBOUND_SECRET", "")
if INBOUND_PROVIDER and not re.fullmatch(r"[^:\s]+:\S{16,}", INBOUND_SECRET):
    raise ImproperlyConfigured(
        "Set INBOUND_SECRET to name:password, with a password of 16 characters or more: it protects the incoming mail."
    )
ANYMAIL = {
    "WEBHOOK_SECRET": INBOUND_SECRET,
    **json_object("INBOUND_OPTIONS"),
}

# --- People and sign-in ------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# An address may serve several people, but only one of them signs in with it directly (decision 0018): the unique
# constraint has a condition, which the check does not accept.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "accounts.standing.StandingBackend",
    # Sessions from before an update may name these.
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "self_service:start"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Pages that change how a person signs in need a fresh code, passkey or app. See docs/decisions/0021.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
# accounts/protection/notices.py sends the mails about such changes, with a link that undoes them.
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Superusers, staff and managers need a passkey or an app this number of days after their appointment.
SECOND_FACTOR_GRACE_DAYS = env.int("SECOND_FACTOR_GRACE_DAYS", 7)
# The number of hours for which the link works.
UNDO_HOURS = env.int("UNDO_HOURS", 72)
ACCOUNT_FORMS = {
    "add_email": "accounts.allauth_forms.AddAddressForm",
    "request_login_code": "accounts.allauth_forms.RequestCodeForm",
    "confirm_login_code": "accounts.allauth_forms.ConfirmCodeForm",
    "confirm_email_verification_code": "accounts.allauth_forms.ConfirmAddressForm",
}
# "key" is the email address together with the client (accounts/protection/limits.py); for "by_strangers" it is the address
# alone, for all clients that have never signed in with it. So strangers get 150 codes a day with three attempts each: they
# guess one in 2,000. "ip" is enough for a meeting room with 200 people behind one IP address.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "5/10m/key,10/h/key,40/d/key,300/10m/ip,1000/h/ip",
    "request_login_code_by_strangers": "40/h/key,150/d/key",
    "login_failed": "10/h/key,100/h/ip",
    "login_failed_by_strangers": "100/h/key,450/d/key",
    "confirm_email": "5/10m/key,10/h/key",
    # Codes to reauthenticate, and attempts. "user" is the signed-in person.
    "reauthenticate_code": "5/10m/user,20/d/user",
    "reauthenticate_attempt": "15/10m/user,60/d/user",
    # New personal links: for one person, and for one client.
    "renew_link": "3/h/key,10/d/key,100/h/ip",
    # Links to a new request of an institution: to one address, and from one client.
    "ask_request": "3/h/key,10/d/key,30/h/ip",
}
# The number of proxies that add to X-Forwarded-For. With 0, the IP address of the client is that of the connection.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ALLAUTH_TRUSTED_PROXY_COUNT", 0)
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
# Accept the code before and after the current one (RFC 6238, 5.2): clocks differ, and people type slowly.
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.allauth_forms.AddPasskeyForm",
    "authenticate": "accounts.allauth_forms.SecondStepForm",
    "reauthenticate": "accounts.allauth_forms.SecondStepAgainForm",
    "activate_totp": "accounts.allauth_forms.AddAppForm",
}
# Browsers allow passkeys over http only on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
# Tracking each request would add five queries to each page of a signed-in person.
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ADAPTER = "accounts.protection.providers.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    name: {"APPS": [{"client_id": client_id, "secret": env.str(f"{name.upper()}_CLIENT_SECRET")}]}
    for name in ("google", "microsoft")
    if (client_id := env.str(f"{name.upper()}_CLIENT_ID", ""))
}
# Without a tenant, everybody with a Microsoft account can sign in.
MICROSOFT_TENANT = env.str("MICROSOFT_TENANT", "")
MICROSOFT_VERIFIED_DOMAINS = [domain.lower() for domain in listed("MICROSOFT_VERIFIED_DOMAINS")]
if MICROSOFT_VERIFIED_DOMAINS and not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", MICROSOFT_TENANT):
    raise ImproperlyConfigured(
        "Set MICROSOFT_TENANT to the id of your tenant: the addresses of other tenants are not verified."
    )
if "microsoft" in SOCIALACCOUNT_PROVIDERS:
    SOCIALACCOUNT_PROVIDERS["microsoft"] |= {
        # The ID token says whether the address is verified.
        "SCOPE": ["openid", "email", "profile", "User.Read"],
        "TENANT": MICROSOFT_TENANT or "common",
    }
OIDC_FORM_ORIGINS: list[str] = []
# Any other service that speaks OpenID Connect.
OIDC_NAME, OIDC_PROVIDER_ID = env.str("OIDC_NAME", "OpenID Connect"), "oidc"
OIDC_SERVER_URL, OIDC_CLIENT_ID = env.str("OIDC_SERVER_URL", "").rstrip("/"), env.str("OIDC_CLIENT_ID", "")
if bool(OIDC_SERVER_URL) != bool(OIDC_CLIENT_ID):
    raise ImproperlyConfigured("Set OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together.")
if OIDC_SERVER_URL:
    if not (OIDC_SERVER_URL.startswith("https://") or DEBUG or DEMO):
        raise ImproperlyConfigured("Set OIDC_SERVER_URL to an address that begins with https://.")
    OIDC_FORM_ORIGINS = listed("OIDC_FORM_ORIGINS") or ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))]
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER_ID,
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ],
    }

# --- Languages and time ------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
# The languages of mails. Pages are only in English, so that no page mixes two languages.
MAIL_LANGUAGES = [("en", "English"), ("fr", "Français"), ("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files -------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # The uploads of people. They have no URL; only a view that checks permissions serves them.
    "private": {
        "BACKEND": env.str("PRIVATE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("PRIVATE_STORAGE_OPTIONS", None)
        or {
            "location": str(VAR_DIR / "private"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
ANSWER_FILE_MB = env.int("ANSWER_FILE_MB", 5)

# The form of delegations has two fields for each country and constituency: about 3,000 with all countries.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000

# --- Security ---------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    # Browsers apply it to the redirects after a form, too: the buttons to sign in lead to these services.
    "form-action": [
        CSP.SELF,
        "https://accounts.google.com",
        "https://login.microsoftonline.com",
        *OIDC_FORM_ORIGINS,
    ],
    "frame-ancestors": [CSP.NONE],
}
HTTPS = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Login sessions of participants, and of team members, staff and superusers.
SESSION_DAYS = env.int("SESSION_DAYS", 30)
TEAM_SESSION_DAYS = env.int("TEAM_SESSION_DAYS", 7)
TEAM_SESSION_IDLE_HOURS = env.int("TEAM_SESSION_IDLE_HOURS", 12)
# A day longer, so that people read why their session has ended (accounts/protection/sessions.py).
SESSION_COOKIE_AGE = 60 * 60 * 24 * (SESSION_DAYS + 1)
X_FRAME_OPTIONS = "DENY"
# Personal links about an event end this many days after it.
LINK_DAYS_AFTER_EVENT = env.int("LINK_DAYS_AFTER_EVENT", 60)
CSRF_FAILURE_VIEW = "events.self_service.views.csrf_failure"

# Whether the entries of the security log contain the client's IP address.
SECURITY_LOG_IP = flag("SECURITY_LOG_IP", default=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # The security log (docs/security-log.md) has a level of its own. The handlers of the root logger write it.
    "loggers": {"plenary.security": {"level": env.str("SECURITY_LOG_LEVEL", "INFO")}},
}

UNFOLD = {"SITE_TITLE": SITE_NAME, "SITE_HEADER": SITE_NAME, "SITE_SUBHEADER": _("Administration")}
