"""Stand-in for Azure on 127.0.0.1, in which the azurerm provider deploys this project. See rehearsal/README.md."""
