using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Determines the role that SAM makes for a function without <c>Role</c> (SAM developer guide, "Generated CloudFormation resources" and
/// "AWS::Serverless::Function"). The details are those of the SAM translator; a test compares them.
/// </summary>
internal sealed class SamRoleReader(CfnTemplate template, CfnManagedPolicies managed)
{
    private const string LambdaTrust = """
        {"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com"]}}]}
        """;

    /// <summary>Returns the role.</summary>
    public CfnRoleDraft Read(CfnResource function, CfnEvaluator evaluator)
    {
        var draft = new CfnRoleDraft(function, SamRoles.AddressOf(function), evaluator);
        CfnValue Property(string name) => evaluator.Evaluate(Node(function, name));
        if (function.Properties?["Fn::Transform"] is not null) draft.Unknown("Properties", "a macro (Fn::Transform) can change them");
        Trust(draft, Property("AssumeRolePolicyDocument"));
        draft.Path = draft.Text(Property("RolePath"), "RolePath") ?? "/";
        draft.Managed = managed;
        draft.PermissionsBoundaryArn = draft.Text(Property("PermissionsBoundary"), "PermissionsBoundary");
        Managed(draft, IsSet(function, "DurableConfig")
            ? "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
            : "service-role/AWSLambdaBasicExecutionRole");
        if (IsSet(function, "Tracing")) Tracing(draft, Property("Tracing"));
        if (IsSet(function, "VpcConfig")) Managed(draft, "service-role/AWSLambdaVPCAccessExecutionRole");
        if (IsSet(function, "DeadLetterQueue")) DeadLetterQueue(draft);
        new SamEvents(draft).Add(Property("Events"), Merged(draft, "EventInvokeConfig"));
        new SamPolicies(draft, managed).Add(Property("Policies"));
        if (function.Node["Connectors"] is not null) draft.Unknown("Connectors", "the policies that connectors add are not read");
        return draft;
    }

    /// <summary>A property, or its global value.</summary>
    private TemplateNode? Node(CfnResource function, string name) =>
        function.Properties?.EntryOf(name)?.Value ?? SamGlobals.Of(template, function, name);

    /// <summary>True if a property has any value, also an intrinsic function: SAM looks no further.</summary>
    private bool IsSet(CfnResource function, string name) =>
        IsSet(function.Properties?[name]) || IsSet(SamGlobals.Of(template, function, name)?.Target);

    private static bool IsSet(TemplateNode? node) => node switch
    {
        MappingNode mapping => mapping.Entries.Count > 0,
        SequenceNode list => list.Items.Count > 0,
        ScalarNode scalar => scalar.Tag is not null || (!scalar.IsNull && scalar.Value.Length > 0 && scalar.Truth != false),
        _ => false,
    };

    private void Trust(CfnRoleDraft draft, CfnValue trust)
    {
        draft.TrustPolicy = trust is CfnNoValue ? LambdaTrust : draft.Document(trust, "AssumeRolePolicyDocument");
        if (draft.Resource.Properties?["AssumeRolePolicyDocument"] is not null
            && SamGlobals.Of(template, draft.Resource, "AssumeRolePolicyDocument") is not null)
            draft.Unknown("AssumeRolePolicyDocument", "it is merged with the one in Globals");
    }

    private static void Managed(CfnRoleDraft draft, string path) => draft.ManagedPolicyArns.Add(AwsManagedPolicies.Arn(path));

    /// <summary>
    /// The policy in the partitions of China and GovCloud is AWSXRayDaemonWriteAccess instead, which has the same permissions.
    /// </summary>
    private static void Tracing(CfnRoleDraft draft, CfnValue mode)
    {
        if (mode is CfnText { Text: "Disabled" }) return;
        if (mode is CfnText) Managed(draft, "AWSXrayWriteOnlyAccess");
        else draft.Unknown("Tracing", "SAM adds a policy for AWS X-Ray unless it is Disabled, and the value is known at deployment only");
    }

    private void DeadLetterQueue(CfnRoleDraft draft)
    {
        if (Merged(draft, "DeadLetterQueue") is not CfnMap queue
            || queue["Type"] is not CfnText { Text: var type } || queue["TargetArn"] is not { } arn)
        {
            draft.Unknown("DeadLetterQueue", "its type or its target cannot be determined");
            return;
        }

        SamPolicies.Allow(draft, "DeadLetterQueuePolicy", "2012-10-17", (type == "SQS" ? "sqs:SendMessage" : "sns:Publish", arn));
    }

    /// <inheritdoc cref="SamGlobals.Merged"/>
    private CfnValue Merged(CfnRoleDraft draft, string name) => SamGlobals.Merged(template, draft.Resource, draft.Evaluator, name);
}
