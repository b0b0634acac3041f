"""Prints every operation of botocore's newest service models: signing name, endpoint prefix and operation, tabs between."""
import gzip
import json
import os

import botocore

root = os.path.join(os.path.dirname(botocore.__file__), "data")
for service in sorted(os.listdir(root)):
    folder = os.path.join(root, service)
    versions = [name for name in sorted(os.listdir(folder)) if os.path.isdir(os.path.join(folder, name))] if os.path.isdir(folder) else []
    for name, read in (("service-2.json", open), ("service-2.json.gz", gzip.open)):
        path = os.path.join(folder, versions[-1], name) if versions else ""
        if os.path.exists(path):
            with read(path) as file:
                model = json.load(file)
            meta = model["metadata"]
            for operation in model["operations"]:
                print(meta.get("signingName", meta["endpointPrefix"]).lower(), meta["endpointPrefix"].lower(), operation, sep="\t")
