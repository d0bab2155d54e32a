"""Global routers: they spread requests over the gateways of several clusters."""
