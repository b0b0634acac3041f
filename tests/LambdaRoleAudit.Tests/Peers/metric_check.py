"""Reads the Sandbox's CloudWatch with boto3, in each protocol that botocore has for it; prints "ok", or fails at the first difference."""
import datetime
import json
import os
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

start = datetime.datetime.fromtimestamp(int(sys.argv[1]), datetime.timezone.utc)
minute = datetime.timedelta(minutes=1)


def read(client, begin, end, period, name="orders", metric="Errors", namespace="AWS/Lambda"):
    answer = client.get_metric_statistics(
        Namespace=namespace, MetricName=metric, Dimensions=[{"Name": "FunctionName", "Value": name}], StartTime=begin, EndTime=end,
        Period=period, Statistics=["Sum"])
    assert answer["Label"] == metric, answer
    return {(point["Timestamp"], point["Sum"], point["Unit"]) for point in answer["Datapoints"]}


def expect(code, call, *arguments):
    try:
        call(*arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error.response
        assert error.response["Error"]["Message"], error.response
        return
    raise AssertionError(f"{code} was expected")


spoken = []
for protocol in ("smithy-rpc-v2-cbor", "json", "query"):
    session = botocore.session.get_session()
    model = session.get_component("data_loader").load_service_model

    def only(name, kind, api_version=None, protocol=protocol, model=model):
        data = model(name, kind, api_version)
        if name == "cloudwatch" and kind == "service-2":
            data["metadata"]["protocol"] = protocol
            data["metadata"]["protocols"] = [protocol]
            if protocol == "query":
                data["metadata"].pop("awsQueryCompatible", None)
        return data

    session.get_component("data_loader").load_service_model = only
    client = session.create_client(
        "cloudwatch", region_name="eu-west-1", config=Config(retries={"total_max_attempts": 1, "mode": "standard"}))
    spoken.append(client.meta.service_model.resolved_protocol if hasattr(client.meta.service_model, "resolved_protocol") else protocol)
    assert read(client, start, start + 10 * minute, 60) == {(start, 2.0, "Count"), (start + 6 * minute, 5.0, "Count")}
    # The end is not included, and a start within a minute is rounded down.
    assert read(client, start, start + 6 * minute, 60) == {(start, 2.0, "Count")}
    assert read(client, start + 0.5 * minute, start + 10 * minute, 300) == {(start, 2.0, "Count"), (start + 5 * minute, 5.0, "Count")}
    assert read(client, start, start + 10 * minute, 600) == {(start, 7.0, "Count")}
    assert read(client, start, start + 10 * minute, 60, name="nobody") == set()
    assert read(client, start, start + 10 * minute, 60, metric="Throttles") == set()
    assert len(read(client, start, start + 1440 * minute, 60)) == 2
    expect("InvalidParameterCombination", read, client, start, start + 1441 * minute, 60)
    expect("InvalidParameterValue", read, client, start, start + 10 * minute, 90)
    expect("ValidationError", read, client, start, start, 60)

assert spoken == ["smithy-rpc-v2-cbor", "json", "query"], spoken
print(json.dumps("ok"))
