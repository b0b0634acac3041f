namespace LambdaRoleAudit.Templates;

/// <summary>What was read of a folder of .tf files, for a patch.</summary>
/// <param name="Root">The folder's own module.</param>
/// <param name="Roles">The roles, by address.</param>
/// <param name="Functions">The functions, by address.</param>
internal sealed record TerraformFolder(
    HclScope Root, IReadOnlyDictionary<string, HclRole> Roles, IReadOnlyDictionary<string, HclFunction> Functions);

/// <summary>An instance of a function in a folder of .tf files.</summary>
/// <param name="Item">The resource.</param>
/// <param name="Scope">The module that it is in.</param>
/// <param name="Instance">The instance.</param>
internal sealed record HclFunction(HclItem Item, HclScope Scope, HclInstance Instance)
{
    /// <summary>The address.</summary>
    public string Address => $"{Scope.Prefix}aws_lambda_function.{Item.Name}{TerraformSteps.Written(Instance.Index)}";
}
