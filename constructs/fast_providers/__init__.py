"""Loads of a prebuilt cdktf provider only what an application uses, with identical output. See README.md.

`import cdktf_cdktf_provider_azurerm` imports 1,500 Python modules and makes Node read 185 MB of JavaScript, whatever
the application uses (hashicorp/terraform-cdk#3753). Here a type is loaded, on both sides, when it is first used.
"""

from fast_providers.switch import enable

__all__ = ["enable"]
