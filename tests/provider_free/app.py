"""A cdktf application that needs no provider: two stacks with a resource that Terraform itself brings."""

import os

from cdktf import App, LocalBackend, TerraformResource, TerraformStack

assert not any(name.startswith("TF_VAR_") for name in os.environ), "no secrets for a synthesis"
app = App(outdir=os.environ["CDKTF_OUTDIR"])
below = None
for name in ("one", "two"):
    stack = TerraformStack(app, name)
    LocalBackend(stack, path=f"../../../{name}.tfstate")
    thing = TerraformResource(stack, "thing", terraform_resource_type="terraform_data")
    thing.add_override("input", os.environ.get("INPUT", name))
    if below:
        stack.add_dependency(below)
    below = stack
app.synth()
