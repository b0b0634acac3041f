"""Who botocore is with a session of `aws login`, which it renews where it has to: it prints the caller's ARN."""
import json

import boto3
import botocore.credentials
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


class EC:
    """What botocore takes from awscrt, which is not installed everywhere: the curve, and no more. Request and proof are botocore's."""

    def __init__(self, key):
        self.key = key

    @staticmethod
    def new_key_from_der_data(data):
        return EC(serialization.load_der_private_key(data, None))

    def get_public_coords(self):
        numbers = self.key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, digest):
        return self.key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        return b"".join(number.to_bytes(pad_to, "big") for number in utils.decode_dss_signature(signature))


if botocore.credentials.EC is None:
    botocore.credentials.EC = EC
print(json.dumps(boto3.Session(profile_name="login").client("sts").get_caller_identity()["Arn"]))
