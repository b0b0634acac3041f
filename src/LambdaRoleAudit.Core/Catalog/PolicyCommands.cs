using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// The commands of the AWS CLI that change the policy of a resource, and that restore it. Each is one line, which bash and PowerShell 7.3
/// and later run alike. A line that begins with <c>#</c> is a remark. Sources: the AWS CLI's reference of each command.
/// </summary>
public static class PolicyCommands
{
    /// <summary>
    /// Returns the commands that put a document in the place of the record's. If the service supports it, the commands fail if the policy
    /// was changed since it was read. For a function, the commands remove and add the statements that differ.
    /// </summary>
    /// <returns>The commands; empty if the AWS CLI's command for the kind cannot express the document.</returns>
    /// <exception cref="ArgumentException">
    /// The document is not JSON, or the record does not belong to a resource of its kind, or has text that cannot be in a command.
    /// </exception>
    public static IReadOnlyList<string> ToPut(ResourcePolicyRecord record, string document)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(document);
        return record.Kind == PolicyResourceKind.LambdaFunction
            ? PermissionCommands.Between(record, record.Document, document)
            : Lines(record, Put(record, document, isRestored: false));
    }

    /// <summary>
    /// Returns the commands that put the record's document in the place of another one that <see cref="ToPut"/> put there, or that delete
    /// the policy if there was none.
    /// </summary>
    /// <param name="record">The policy as it was.</param>
    /// <param name="document">The document that is there now.</param>
    /// <returns>The commands; empty if the AWS CLI's command for the kind cannot express the document.</returns>
    /// <exception cref="ArgumentException">
    /// A document is not JSON, or the record does not belong to a resource of its kind, or has text that cannot be in a command.
    /// </exception>
    public static IReadOnlyList<string> ToRestore(ResourcePolicyRecord record, string document)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(document);
        return record.Kind == PolicyResourceKind.LambdaFunction
            ? PermissionCommands.Between(record, document, record.Document)
            : Lines(record, record.Document is { } before ? Put(record, before, isRestored: true) : Delete(record));
    }

    /// <summary>Returns the command that grants another principal what a grant of a key grants.</summary>
    /// <param name="record">The key.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="newPrincipalArn">The other principal.</param>
    /// <param name="name">
    /// The name of the new grant. With the same name and content, the command creates no second grant (KMS API reference, CreateGrant).
    /// </param>
    public static IReadOnlyList<string> ToPutGrant(ResourcePolicyRecord record, KeyGrant grant, string newPrincipalArn, string name)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(grant);
        var retiring = grant.RetiringPrincipal == grant.GranteePrincipal ? newPrincipalArn : grant.RetiringPrincipal;
        var command = Aws(record, "kms", "create-grant").With("key-id", record.ResourceArn).With("grantee-principal", newPrincipalArn)
            .With("operations", grant.Operations);
        if (grant.Constraints is { } constraints) command.WithJson("constraints", constraints);
        // A service that retires its own grants cannot be named in a request.
        if (Arn.TryParse(retiring, out _)) command.With("retiring-principal", retiring!);
        return [$"{command.With("name", name)}"];
    }

    /// <summary>Returns the command that revokes a grant.</summary>
    public static IReadOnlyList<string> ToRevoke(ResourcePolicyRecord record, KeyGrant grant)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(grant);
        return [$"{Aws(record, "kms", "revoke-grant").With("key-id", record.ResourceArn).With("grant-id", grant.GrantId)}"];
    }

    /// <summary>Returns the command that revokes the grant with the given name.</summary>
    public static IReadOnlyList<string> ToRevokeGrant(ResourcePolicyRecord record, string name)
    {
        ArgumentNullException.ThrowIfNull(record);
        var list = Aws(record, "kms", "list-grants").With("key-id", record.ResourceArn);
        return
        [
            $"{Aws(record, "kms", "revoke-grant").With("key-id", record.ResourceArn)
                .WithOutput("grant-id", list, $"Grants[?Name=='{AwsCommand.Word(name)}'].GrantId")}",
        ];
    }

    /// <summary>Returns the command that adds a statement to the policy of a function, version or alias, with another id.</summary>
    /// <param name="record">The function, version or alias.</param>
    /// <param name="statement">The statement as JSON, with one principal and one action.</param>
    /// <param name="newSid">The id of the new statement.</param>
    /// <returns>The command; empty if add-permission cannot express the statement.</returns>
    public static IReadOnlyList<string> ToAdd(ResourcePolicyRecord record, string statement, string newSid)
    {
        ArgumentNullException.ThrowIfNull(record);
        return PermissionCommands.Add(record, statement, newSid) is { } command ? [command] : [];
    }

    /// <summary>Returns the command that removes a statement from the policy of a function, version or alias.</summary>
    public static IReadOnlyList<string> ToRemove(ResourcePolicyRecord record, string sid)
    {
        ArgumentNullException.ThrowIfNull(record);
        return [PermissionCommands.Remove(record, sid)];
    }

    internal static AwsCommand Aws(ResourcePolicyRecord record, string service, string operation) =>
        new(service, operation, record.Region);

    private static IReadOnlyList<string> Lines(ResourcePolicyRecord record, AwsCommand command) =>
        record.Kind == PolicyResourceKind.RestApi
            ? [$"{command}", "# The change takes effect in a stage of the API when the API is deployed to the stage."]
            : [$"{command}"];

    private static AwsCommand Put(ResourcePolicyRecord record, string document, bool isRestored)
    {
        // A restored policy replaces one whose revision is not known here.
        var revision = isRestored ? null : record.Revision;
        return record.Kind switch
        {
            PolicyResourceKind.S3Bucket => Of("s3api", "put-bucket-policy", "bucket").WithJson("policy", document),
            PolicyResourceKind.S3AccessPoint =>
                Of("s3control", "put-access-point-policy", "name").With("account-id", Account(record)).WithJson("policy", document),
            PolicyResourceKind.KmsKey => Aws(record, "kms", "put-key-policy").With("key-id", record.ResourceArn)
                .With("policy-name", "default").WithJson("policy", document),
            PolicyResourceKind.SqsQueue => Queue(record, OneLineJson.Of(document)),
            PolicyResourceKind.SnsTopic => Aws(record, "sns", "set-topic-attributes").With("topic-arn", record.ResourceArn)
                .With("attribute-name", "Policy").WithJson("attribute-value", document),
            PolicyResourceKind.Secret => Aws(record, "secretsmanager", "put-resource-policy").With("secret-id", record.ResourceArn)
                .WithJson("resource-policy", document),
            PolicyResourceKind.DynamoDbTable or PolicyResourceKind.DynamoDbStream => Aws(record, "dynamodb", "put-resource-policy")
                .With("resource-arn", record.ResourceArn).WithOptional("expected-revision-id", revision).WithJson("policy", document),
            PolicyResourceKind.KinesisStream => Aws(record, "kinesis", "put-resource-policy").With("resource-arn", record.ResourceArn)
                .WithJson("policy", document),
            PolicyResourceKind.EcrRepository => Of("ecr", "set-repository-policy", "repository-name")
                .With("registry-id", Account(record)).WithJson("policy-text", document),
            PolicyResourceKind.EventBus => Of("events", "put-permission", "event-bus-name").WithJson("policy", document),
            PolicyResourceKind.FileSystem => Of("efs", "put-file-system-policy", "file-system-id").WithJson("policy", document),
            PolicyResourceKind.SsmParameter => Parameter(record, "put-resource-policy", revision).WithJson("policy", document),
            PolicyResourceKind.GlueCatalog => Aws(record, "glue", "put-resource-policy")
                .WithOptional("policy-hash-condition", revision).WithJson("policy-in-json", document),
            PolicyResourceKind.OpenSearchDomain => Of("opensearch", "update-domain-config", "domain-name")
                .WithJson("access-policies", document),
            PolicyResourceKind.RestApi => Api(record, OneLineJson.Of(document)),
            PolicyResourceKind.BackupVault => Of("backup", "put-backup-vault-access-policy", "backup-vault-name")
                .WithJson("policy", document),
            PolicyResourceKind.CodeArtifactDomain => Artifact(record, "put-domain-permissions-policy")
                .WithOptional("policy-revision", revision).WithJson("policy-document", document),
            PolicyResourceKind.CodeArtifactRepository => Artifact(record, "put-repository-permissions-policy")
                .WithOptional("policy-revision", revision).WithJson("policy-document", document),
            PolicyResourceKind.Role => Aws(record, "iam", "update-assume-role-policy")
                .With("role-name", Arn.NameIn(record.ResourceArn)).WithJson("policy-document", document),
            _ => throw new ArgumentOutOfRangeException(nameof(record), record.Kind, null),
        };

        AwsCommand Of(string service, string operation, string parameter) =>
            Aws(record, service, operation).With(parameter, PolicyResources.NameOf(record.Kind, record.ResourceArn));
    }

    private static AwsCommand Delete(ResourcePolicyRecord record)
    {
        return record.Kind switch
        {
            PolicyResourceKind.S3Bucket => Of("s3api", "delete-bucket-policy", "bucket"),
            PolicyResourceKind.S3AccessPoint => Of("s3control", "delete-access-point-policy", "name").With("account-id", Account(record)),
            PolicyResourceKind.SqsQueue => Queue(record, ""),
            PolicyResourceKind.Secret =>
                Aws(record, "secretsmanager", "delete-resource-policy").With("secret-id", record.ResourceArn),
            PolicyResourceKind.DynamoDbTable or PolicyResourceKind.DynamoDbStream =>
                Aws(record, "dynamodb", "delete-resource-policy").With("resource-arn", record.ResourceArn),
            PolicyResourceKind.KinesisStream =>
                Aws(record, "kinesis", "delete-resource-policy").With("resource-arn", record.ResourceArn),
            PolicyResourceKind.EcrRepository => Of("ecr", "delete-repository-policy", "repository-name")
                .With("registry-id", Account(record)),
            PolicyResourceKind.EventBus => Of("events", "remove-permission", "event-bus-name").Flag("remove-all-permissions"),
            PolicyResourceKind.FileSystem => Of("efs", "delete-file-system-policy", "file-system-id"),
            PolicyResourceKind.SsmParameter => Parameter(record, "delete-resource-policy", null),
            PolicyResourceKind.GlueCatalog => Aws(record, "glue", "delete-resource-policy"),
            PolicyResourceKind.OpenSearchDomain => Of("opensearch", "update-domain-config", "domain-name").With("access-policies", ""),
            PolicyResourceKind.RestApi => Api(record, ""),
            PolicyResourceKind.BackupVault => Of("backup", "delete-backup-vault-access-policy", "backup-vault-name"),
            PolicyResourceKind.CodeArtifactDomain => Artifact(record, "delete-domain-permissions-policy"),
            PolicyResourceKind.CodeArtifactRepository => Artifact(record, "delete-repository-permissions-policy"),
            // A key, a topic and a role always have a policy.
            _ => throw new ArgumentException($"A resource of the kind {record.Kind} always has a policy.", nameof(record)),
        };

        AwsCommand Of(string service, string operation, string parameter) =>
            Aws(record, service, operation).With(parameter, PolicyResources.NameOf(record.Kind, record.ResourceArn));
    }

    private static AwsCommand Queue(ResourcePolicyRecord record, string policy) => Aws(record, "sqs", "set-queue-attributes")
        .With("queue-url", record.Address ?? throw new ArgumentException("The record has no queue URL.", nameof(record)))
        .WithJson("attributes", new Dictionary<string, string> { ["Policy"] = policy });

    private static AwsCommand Api(ResourcePolicyRecord record, string policy) => Aws(record, "apigateway", "update-rest-api")
        .With("rest-api-id", PolicyResources.NameOf(record.Kind, record.ResourceArn))
        .WithJson("patch-operations", new[] { new { op = "replace", path = "/policy", value = policy } });

    private static AwsCommand Artifact(ResourcePolicyRecord record, string operation)
    {
        var names = PolicyResources.NameOf(record.Kind, record.ResourceArn).Split('/', 2);
        return Aws(record, "codeartifact", operation).With("domain", names[0]).With("domain-owner", Account(record))
            .WithOptional("repository", names.Length == 2 ? names[1] : null);
    }

    /// <summary>A parameter's policy is changed by its id and its current hash, which the command reads if it is not known.</summary>
    private static AwsCommand Parameter(ResourcePolicyRecord record, string operation, string? hash)
    {
        var command = Aws(record, "ssm", operation).With("resource-arn", record.ResourceArn);
        if (record.Address is not { } id) return command;
        command.With("policy-id", id);
        return hash is not null
            ? command.With("policy-hash", hash)
            : command.WithOutput(
                "policy-hash", Aws(record, "ssm", "get-resource-policies").With("resource-arn", record.ResourceArn),
                $"Policies[?PolicyId=='{AwsCommand.Word(id)}'].PolicyHash");
    }

    private static string Account(ResourcePolicyRecord record) =>
        Arn.TryParse(record.ResourceArn, out var arn) ? arn.AccountId : throw new ArgumentException("Not an ARN.", nameof(record));
}
