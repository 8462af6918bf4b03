"""Every setting of Wiseline, read from the environment once, at start-up.

`docs/reference/settings.md` lists the variables. An unknown or malformed value
stops the start with the name of the variable: see `environment.py`.
"""

from __future__ import annotations

from whitenoise.compress import Compressor

from wiseline.conf import environment as env

DATA_DIR = env.data_dir()
DEMO = env.flag("WISELINE_DEMO", default=False)
DEBUG = env.flag("WISELINE_DEBUG", default=False)
SECRET_KEY = env.secret_key(DATA_DIR)
WISELINE_KEYS = env.encryption_keys(DATA_DIR)
ALLOWED_HOSTS = env.words("WISELINE_HOSTS", default=["127.0.0.1", "localhost", ".localhost", "[::1]"])
BASE_URL = env.text("WISELINE_BASE_URL", default="")
HTTPS = env.flag("WISELINE_HTTPS", default=BASE_URL.startswith("https://"))
CSRF_TRUSTED_ORIGINS = env.words("WISELINE_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wiseline.audit",
    "wiseline.live",
    "wiseline.people",
    "wiseline.skills",
    "wiseline.chart",
    "wiseline.insight",
    "wiseline.rota",
    "wiseline.reach",
    "wiseline.calls",
    "wiseline.safety",
    "wiseline.alliance",
    "wiseline.coaching",
    "wiseline.agenda",
    "wiseline.engine",
    "wiseline.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "wiseline.people.middleware.KeptSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wiseline.people.middleware.PersonMiddleware",
    "wiseline.web.privacy.middleware.LockMiddleware",
    "wiseline.web.seen.SeenMiddleware",
]

ROOT_URLCONF = "wiseline.conf.urls"
ASGI_APPLICATION = "wiseline.conf.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [env.PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wiseline.web.context.shell",
            ],
        },
    },
]

DATABASES = {"default": env.database("WISELINE_DATABASE_URL", DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("WISELINE_REDIS_URL", default="")
CACHES = {"default": env.cache(REDIS_URL)}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "wiseline.people.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds; the pages and the mail say ten minutes
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "wiseline.people.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Wiseline"
MFA_TOTP_TOLERANCE = 1  # a code that changes while it is typed still counts (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# A client's own phone stays signed in; staff end after idle time (people.middleware).
SESSION_COOKIE_AGE = 400 * 24 * 3600
STAFF_IDLE_MINUTES = env.number("WISELINE_STAFF_IDLE_MINUTES", default=12 * 60 if DEMO else 60)
STAFF_SECOND_FACTOR = env.flag("WISELINE_STAFF_SECOND_FACTOR", default=not DEMO)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "wiseline_session"
CSRF_FAILURE_VIEW = "wiseline.web.errors.csrf_failed"
CSRF_COOKIE_NAME = "wiseline_csrf"
SECURE_HSTS_SECONDS = 31536000 if env.flag("WISELINE_HSTS", default=False) else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("WISELINE_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [env.PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["wiseline.conf.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wiseline.web.static_files.HashedModules"},
}
MEDIA_ROOT = DATA_DIR / "media"
# Weights get hardly smaller, and trying takes half a minute.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "safetensors")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# What is uploaded, a voice or a photo, is held in memory and sealed, never in a file. What is larger is left out.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12_000_000

EMAIL_BACKEND, EMAIL_SETTINGS = env.email("WISELINE_EMAIL_URL", demo=DEMO)
globals().update(EMAIL_SETTINGS)
DEFAULT_FROM_EMAIL = env.text("WISELINE_EMAIL_FROM", default="Wiseline <wiseline@localhost>")

VAPID_SUBJECT = env.text("WISELINE_VAPID_SUBJECT", default="mailto:wiseline@example.org")
ICE_SERVERS = env.json_list("WISELINE_ICE_SERVERS")
TURN_URLS = env.words("WISELINE_TURN_URLS", default=[])
TURN_SECRET = env.text("WISELINE_TURN_SECRET", default="")
PHONE = env.phone("WISELINE_PHONE", demo=DEMO)
PHONE_NUMBER = env.phone_number("WISELINE_PHONE_NUMBER", default="+15005550006" if DEMO else "")
PHONE_SECOND = env.second_phone("WISELINE_PHONE_SECOND", first=PHONE)
PHONE_SECOND_NUMBER = env.phone_number("WISELINE_PHONE_SECOND_NUMBER")
PHONE_CLINIC = env.phone_number("WISELINE_PHONE_CLINIC")
CALENDAR_HOSTS = env.words("WISELINE_CALENDAR_HOSTS", default=[])
SPOKEN_DAYS = env.number("WISELINE_SPOKEN_DAYS", default=30)
ALERT_HOSTS = env.words("WISELINE_ALERT_HOSTS", default=[])
HEARTBEAT_URL = env.text("WISELINE_HEARTBEAT_URL", default="")
ENGINE_IN_WEB = env.flag("WISELINE_ENGINE_IN_WEB", default=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("WISELINE_LOG_LEVEL", default="INFO")},
}
