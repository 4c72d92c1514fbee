"""Django's settings, made from Config. Nothing else in the code reads the environment."""

from __future__ import annotations

from datetime import timedelta

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core import logs
from drypoint.foundation.core.disk import in_words
from drypoint.foundation.core.keeping import keys
from drypoint.foundation.core.keeping.sqlite import sqlite_options
from drypoint.knowledge.language import FALLBACK, languages
from drypoint.project import config as configuration
from drypoint.project import new_key

try:
    CONFIG = configuration.load()
    new_key.refuse_new_key_for_old_data(CONFIG)
    _KEYS = keys.derived(keys.load_or_create(CONFIG.key_file))
except (configuration.ConfigError, keys.KeyFileError) as error:
    raise ImproperlyConfigured(str(error)) from error
except OSError as error:
    raise ImproperlyConfigured(in_words(error)) from error

DATA = CONFIG.data
SECRET_KEY = _KEYS.signing
SECRET_KEY_FALLBACKS = _KEYS.signing_of_before
# Of each the first seals, and all open.
DOCUMENT_KEYS = _KEYS.documents
SECOND_FACTOR_KEYS = _KEYS.second_factors
MAIL_KEYS = _KEYS.mail_server
BACKUP_KEYS = _KEYS.backups
DIGEST_KEY = _KEYS.digests

DEBUG = CONFIG.debug
ALLOWED_HOSTS = [host for host in (*CONFIG.hosts, CONFIG.editor_host) if host]
REDIRECT_HOSTS = list(CONFIG.redirect_hosts)
CSRF_TRUSTED_ORIGINS = [CONFIG.url]

INSTALLED_APPS = [
    "drypoint.foundation.core",
    "drypoint.foundation.look",
    "drypoint.foundation.body",
    "drypoint.foundation.accounts",
    "drypoint.foundation.practice",
    "drypoint.foundation.patients",
    "drypoint.foundation.drafts",
    "drypoint.foundation.worklist",
    "drypoint.foundation.rights",
    "drypoint.care.booking",
    "drypoint.care.intake",
    "drypoint.public.enquiries",
    "drypoint.public.mailing",
    "drypoint.public.reviews",
    "drypoint.public.library",
    "drypoint.public.claims",
    "drypoint.public.website",
    "drypoint.workspace.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "drypoint.project.editor_apps.Redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.sites",
    "wagtail.users",
    "drypoint.project.editor_apps.Snippets",
    "drypoint.project.editor_apps.Documents",
    "drypoint.project.editor_apps.Images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "drypoint.foundation.core.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "drypoint.foundation.core.front.headers.SecurityHeadersMiddleware",
    "drypoint.foundation.core.front.bad_input.BadInputMiddleware",
    "drypoint.workspace.desk.views.setup.SetUpMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "drypoint.foundation.accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "drypoint.foundation.drafts.middleware.DraftMiddleware",
    "drypoint.foundation.accounts.gate.GateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "drypoint.public.website.redirects.OwnRedirectMiddleware",
    "drypoint.public.website.middleware.PublishingRefusedMiddleware",
]

ROOT_URLCONF = "drypoint.project.urls"
NOT_FOUND_VIEW = "drypoint.public.website.views.not_found"
WSGI_APPLICATION = "drypoint.project.wsgi.application"
FORM_RENDERER = "drypoint.foundation.look.renderers.LookRenderer"

TEMPLATES: list[dict[str, object]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "drypoint.foundation.practice.context.practice",
                "drypoint.foundation.practice.context.languages",
                "drypoint.workspace.desk.navigation.navigation",
                "drypoint.foundation.drafts.context.drafts",
                "drypoint.foundation.rights.context.restrained",
            ],
        },
    },
]


def _database() -> dict[str, object]:
    if CONFIG.database is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / configuration.DATABASE_FILE,
            "CONN_MAX_AGE": None,
            "OPTIONS": sqlite_options(),
        }
    try:
        import psycopg  # noqa: F401 (only to say in time, and in a sentence, that it is missing)
    except ImportError as error:
        sentence = "DRYPOINT_DATABASE_URL names PostgreSQL, but its driver is missing: pip install 'psycopg[binary]'"
        raise ImproperlyConfigured(sentence) from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": CONFIG.database.name,
        "USER": CONFIG.database.user,
        "PASSWORD": CONFIG.database.password,
        "HOST": CONFIG.database.host,
        "PORT": CONFIG.database.port,
        "OPTIONS": dict(CONFIG.database.options),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["drypoint.foundation.accounts.backends.StaffBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/desk/"
# What everybody may reach without signing in, beside the pages under a language. Anything else needs a full session.
PUBLIC_PATHS = ("/", "/healthz", "/readyz", "/metrics", "/robots.txt", "/sitemap.xml", "/favicon.ico")
PUBLIC_PREFIXES = ("/static/", "/media/", "/setup/")
ACCOUNT_ADAPTER = "drypoint.foundation.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Counted by our own limits, in rows that all processes share (docs/decisions/0002-one-sign-in.md).
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "drypoint.foundation.accounts.forms.SignInForm",
    "reauthenticate": "drypoint.foundation.accounts.forms.AgainForm",
    "change_password": "drypoint.foundation.accounts.forms.PasswordForm",
}
MFA_ADAPTER = "drypoint.foundation.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The clocks of telephones differ: the code before and the code after the present one are taken too.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_FORMS = {
    "authenticate": "drypoint.foundation.accounts.forms.SecondFactorForm",
    "reauthenticate": "drypoint.foundation.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "drypoint.foundation.accounts.forms.AppForm",
    "add_webauthn": "drypoint.foundation.accounts.passkeys.PasskeyForm",
    "authenticate_webauthn": "drypoint.foundation.accounts.passkeys.PasskeySecondForm",
    "login_webauthn": "drypoint.foundation.accounts.passkeys.PasskeyAloneForm",
    "reauthenticate_webauthn": "drypoint.foundation.accounts.passkeys.PasskeyAgainForm",
    "edit_webauthn": "drypoint.foundation.accounts.passkeys.PasskeyNameForm",
}
PASSWORD_HASHERS = ["drypoint.foundation.accounts.hashing.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = FALLBACK
FORMAT_MODULE_PATH = ["drypoint.project.formats"]
LANGUAGES = [(code, _(language.english_name)) for code, language in languages().items()]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
for _code, _language in languages().items():  # Django asks its own list for the names of a language
    LANG_INFO.setdefault(
        _code,
        {"bidi": False, "code": _code, "name": _language.english_name, "name_local": _language.name},
    )
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = CONFIG.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
FILES = CONFIG.shared_folder or DATA
MEDIA_ROOT = FILES / "media"
DOCUMENT_ROOT = FILES / "documents"
PAGE_STORE = CONFIG.page_store
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 300

# Three of the largest files fit a form; somewhat more is read, so that its sender gets a page that says so.
LARGEST_BODY_BYTES = (4 * CONFIG.max_upload_mb + 1) * 1024 * 1024
LOGGING = logs.configuration(CONFIG.log_level, CONFIG.log_format)

MAIL_SENDER = "drypoint.foundation.practice.queries.mail_sender"

SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
# A browser takes a cookie of this prefix only with Secure, from this very host and for all its paths.
SESSION_COOKIE_NAME = "__Host-drypoint" if CONFIG.is_https else "drypoint"
CSRF_COOKIE_NAME = "__Host-drypoint-csrf" if CONFIG.is_https else "drypoint-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.is_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.trusted_proxies else None
X_FRAME_OPTIONS = "SAMEORIGIN"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

WAGTAIL_SITE_NAME = "Drypoint"
WAGTAILADMIN_BASE_URL = CONFIG.url
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILIMAGES_IMAGE_FORM_BASE = "drypoint.public.website.pictures.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1_048_576
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

SILENCED_SYSTEM_CHECKS: list[str] = []
