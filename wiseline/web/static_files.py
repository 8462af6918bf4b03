"""Static files with their content's hash in the name, also where one module imports another."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Hashed and compressed; a name that is missing fails where it is written, not in the browser.

    Imports are followed in our own modules only: a package's files may show imports in their comments.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "web/*.js",
        ManifestFilesMixin._js_module_import_aggregation_patterns[1],  # type: ignore[attr-defined]  # not in the stubs
    )
