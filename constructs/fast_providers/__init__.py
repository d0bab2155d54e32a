"""Loads only the parts of prebuilt cdktf providers that an application uses. The output is identical. See README.md.

`import cdktf_cdktf_provider_azurerm` imports 1,500 Python modules and makes Node read 185 MB of JavaScript, even if the
application uses only a few resource types (hashicorp/terraform-cdk#3753). With this package, Python and Node load a
type when the application first uses it.
"""

from fast_providers.switch import enable

__all__ = ["enable"]
