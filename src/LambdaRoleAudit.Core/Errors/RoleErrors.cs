using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Roles that cannot be found by what was specified, or cannot be created as specified.</summary>
public static class RoleErrors
{
    private const string RoleFormat =
        "A role name has 1 to 64 characters from A-Z, a-z, 0-9 and _+=,.@-. The format of a role ARN is "
        + "arn:partition:iam::account:role/path/name.";

    private const string PipeRoles =
        "Pipe in roles or functions from this module, Get-LMFunctionList or Get-IAMRole, or their names.";

    private const string TemplateFormat =
        "-Template completes the names. With parameters: -Template @{ SQSPollerPolicy = @{ QueueName = 'jobs' } }.";

    private const string TagFormat = "Specify a hashtable, such as -Tag @{ team = 'orders' }, or objects with Key and Value.";

    /// <summary>A tag has a key by which repairs are identified.</summary>
    public static readonly ErrorText ReservedTag = new(
        "ReservedTag", ProblemKind.InvalidInput,
        "The tag key '{key}' is reserved: this module identifies repairs by it.",
        "Use another tag key.");

    /// <summary>A managed policy or permissions boundary does not exist.</summary>
    public static readonly ErrorText PolicyNotFound = new(
        "PolicyNotFound", ProblemKind.NotFound,
        "Managed policy {arn} does not exist.",
        "Check the ARN, its partition and the account.");

    /// <summary>IAM did not find a policy or boundary when the role was created.</summary>
    public static readonly ErrorText PolicyNotFoundAtCreation = new(
        "PolicyNotFound", ProblemKind.NotFound,
        "Could not create role {role}. The managed policy or permissions boundary was not found: {reason}",
        "Check the ARN of the policy or boundary, its partition and the account.");

    /// <summary>A quota of IAM would be exceeded.</summary>
    public static readonly ErrorText QuotaExceeded = new(
        "QuotaExceeded", ProblemKind.Service,
        "Could not create role {role}. An IAM quota would be exceeded: {reason}",
        "Request a quota increase in Service Quotas, or delete what is not used.");

    /// <summary>Several roles were specified for one function.</summary>
    public static readonly ErrorText SeveralRoles = new(
        "SeveralRoles", ProblemKind.InvalidInput,
        "A function has one role, but several were specified: {roles}.",
        "Specify one role for -FunctionName.");

    /// <summary>The text is neither a role's name nor its ARN.</summary>
    public static readonly ErrorText InvalidRole = new(
        "InvalidRole", ProblemKind.InvalidInput, "'{role}' is not a role name or a role ARN.", RoleFormat);

    /// <summary>No role was specified.</summary>
    public static readonly ErrorText RoleMissing = new(
        "InvalidRole", ProblemKind.InvalidInput, "No role was specified.", RoleFormat);

    /// <summary>The new role's name is not valid.</summary>
    public static readonly ErrorText InvalidRoleName = new(
        "InvalidRoleName", ProblemKind.InvalidInput,
        "'{role}' is not a valid role name.",
        "A role name has 1 to 64 characters from A-Z, a-z, 0-9 and _+=,.@-.");

    /// <summary>The role is in another account than the caller.</summary>
    public static readonly ErrorText RoleOfAnotherAccount = new(
        "RoleOfAnotherAccount", ProblemKind.InvalidInput,
        "Role '{role}' is not in account {account}, which the credentials belong to. Lambda accepts a role of the function's account only.",
        "Use credentials of the role's account, or a role of this account.");

    /// <summary>The pipeline contains null.</summary>
    public static readonly ErrorText RoleObjectNull = new(
        "ObjectWithoutRole", ProblemKind.InvalidInput, "An object in the pipeline is null.", PipeRoles);

    /// <summary>The object does not name a role.</summary>
    public static readonly ErrorText ObjectWithoutRole = new(
        "ObjectWithoutRole", ProblemKind.InvalidInput,
        "An object in the pipeline does not name a role: it has no RoleArn, Role, Arn or RoleName property.", PipeRoles);

    /// <summary>More managed policies than the quota allows.</summary>
    public static readonly ErrorText TooManyPolicies = new(
        "TooManyPolicies", ProblemKind.InvalidInput,
        "Role '{role}' would have {count} managed policies; the quota is {quota}.",
        "Combine permissions in one policy, write an inline policy with -PolicyDocument, or request a higher quota in Service Quotas (at "
        + "most 25).");

    /// <summary>The path is not valid.</summary>
    public static readonly ErrorText InvalidPath = new(
        "InvalidPath", ProblemKind.InvalidInput,
        "'{path}' is not a valid IAM path.",
        "A path begins and ends with a slash and has at most 512 printable characters, for example /service-role/.");

    /// <summary>The description is not valid.</summary>
    public static readonly ErrorText InvalidDescription = new(
        "InvalidDescription", ProblemKind.InvalidInput,
        "The description is longer than 1,000 characters, or has characters that IAM does not accept.",
        "Shorten it, and use Latin-1 characters only.");

    /// <summary>The session duration is not valid.</summary>
    public static readonly ErrorText InvalidMaxSessionDuration = new(
        "InvalidMaxSessionDuration", ProblemKind.InvalidInput,
        "A maximum session duration of {seconds} seconds is not valid.",
        "Specify 3600 to 43200 seconds.");

    /// <summary>More tags than a role can have.</summary>
    public static readonly ErrorText TooManyTags = new(
        "TooManyTags", ProblemKind.InvalidInput,
        "The role would have {count} tags, including those of this module. A role can have 50.",
        "Remove some of the tags.");

    /// <summary>The tag is not valid.</summary>
    public static readonly ErrorText InvalidTag = new(
        "InvalidTag", ProblemKind.InvalidInput,
        "'{key}' is not a valid tag for a role.",
        "A key has 1 to 128 characters and does not begin with aws:. A value has at most 256 characters.");

    /// <summary>An object of -Tag has no key.</summary>
    public static readonly ErrorText TagWithoutKey = new(
        "InvalidTag", ProblemKind.InvalidInput, "The value of -Tag is not valid: a tag has no Key: {tag}.", TagFormat);

    /// <summary>-Tag has a key twice.</summary>
    public static readonly ErrorText TagTwice = new(
        "InvalidTag", ProblemKind.InvalidInput, "The value of -Tag is not valid: tag '{key}' appears twice.", TagFormat);

    /// <summary>The template does not exist.</summary>
    public static readonly ErrorText TemplateNotFound = new(
        "InvalidTemplate", ProblemKind.InvalidInput, "Policy template '{template}' does not exist.", TemplateFormat);

    /// <summary>A template is neither text nor a hashtable.</summary>
    public static readonly ErrorText TemplateOfWrongType = new(
        "InvalidTemplate", ProblemKind.InvalidInput,
        "The value of -Template is not valid: specify a template by name or in a hashtable, not as {type}.", TemplateFormat);

    /// <summary>A template's parameters are not a hashtable.</summary>
    public static readonly ErrorText TemplateParametersOfWrongType = new(
        "InvalidTemplate", ProblemKind.InvalidInput, "The parameters of template {template} are not a hashtable.", TemplateFormat);

    /// <summary>The template does not have the parameter.</summary>
    public static readonly ErrorText TemplateParameterUnknown = new(
        "InvalidTemplate", ProblemKind.InvalidInput,
        "Template {template} does not have a parameter {parameter}. Its parameters: {parameters}.", TemplateFormat);

    /// <summary>A parameter's value is not text.</summary>
    public static readonly ErrorText TemplateParameterNotText = new(
        "InvalidTemplate", ProblemKind.InvalidInput,
        "The value of parameter {parameter} of template {template} is not text, or is empty.", TemplateFormat);

    /// <summary>A parameter appears twice.</summary>
    public static readonly ErrorText TemplateParameterTwice = new(
        "InvalidTemplate", ProblemKind.InvalidInput,
        "Parameter {parameter} of template {template} is specified twice.", TemplateFormat);

    /// <summary>Parameters are missing.</summary>
    public static readonly ErrorText TemplateParameterMissing = new(
        "InvalidTemplate", ProblemKind.InvalidInput, "Template {template} requires a value for {parameters}.", TemplateFormat);

    /// <summary>The role exists, and was not created by an earlier run of the same command.</summary>
    public static readonly ErrorText RoleAlreadyExists = new(
        "RoleAlreadyExists", ProblemKind.InvalidInput,
        "Role '{role}' already exists ({arn}). Role names are unique in an account, regardless of case.",
        "Choose another name with -RoleName, or assign that role to the function with Set-LambdaExecutionRole.");

    /// <summary>Another run is deleting the role.</summary>
    public static readonly ErrorText RoleIsBeingRemoved = new(
        "RoleIsBeingRemoved", ProblemKind.InvalidInput,
        "Role '{role}' is marked for deletion by another run ({owner}, {time}).",
        "Run the command again when that run has ended, or after {end}.");

    /// <summary>The role was created by an earlier run, and modified since.</summary>
    public static readonly ErrorText RoleWasChanged = new(
        "RoleWasChanged", ProblemKind.InvalidInput,
        "Role '{role}' was partly created by an earlier run and has since been modified: it has {more}.",
        "Check who modified it. Revert the change or delete the role, and run the command again.");

    /// <summary>A policy that is to be created for a role exists, and is not the intended one.</summary>
    public static readonly ErrorText PolicyAlreadyExists = new(
        "PolicyAlreadyExists", ProblemKind.InvalidInput,
        "Policy {policy}, which is to be created for role '{role}', already exists with {more}.",
        "Check who created or modified it. Delete that policy, and run the command again.");

    /// <summary>No name was specified for a role that is not for a function.</summary>
    public static readonly ErrorText RoleNameRequired = new(
        "RoleNameRequired", ProblemKind.InvalidInput,
        "A role that is not created for a function requires a name.",
        "Specify -RoleName, or -FunctionName to create a function's own role.");

    /// <summary>One name was specified for several roles.</summary>
    public static readonly ErrorText OneNameForManyRoles = new(
        "OneNameForManyRoles", ProblemKind.InvalidInput,
        "-RoleName specifies one role, but there are several functions.",
        "Omit -RoleName: the role of each function gets its own name.");

    /// <summary>The role's trust policy is not valid.</summary>
    public static readonly ErrorText TrustPolicyUnreadable = new(
        "TrustPolicyUnreadable", ProblemKind.InvalidInput,
        "The trust policy of role {role} could not be read: {reason}",
        "Check the policy in the IAM console. The role is shown as one that does not trust Lambda.");

    /// <summary>Usage without a function.</summary>
    public static readonly ErrorText UsageWithoutFunction = new(
        "ParametersDoNotGoTogether", ProblemKind.InvalidInput,
        "-Usage and -UsagePath need a function, because the role allows what that function used.",
        "Specify -FunctionName, or pass functions through the pipeline.");

    /// <summary>Parameters about usage without usage.</summary>
    public static readonly ErrorText NarrowingWithoutUsage = new(
        "ParametersDoNotGoTogether", ProblemKind.InvalidInput,
        "{parameters} can only be used with -Usage or -UsagePath.",
        "Add the usage of the function, or omit them.");

    /// <summary>The usage of a function does not lead to a role.</summary>
    public static readonly ErrorText UsageNotEnough = new(
        "UsageNotEnough", ProblemKind.InvalidInput,
        "A role for function {function} cannot be created from its usage: {reason}",
        "Resolve the reason, and run the command again. Nothing was created.");
}
