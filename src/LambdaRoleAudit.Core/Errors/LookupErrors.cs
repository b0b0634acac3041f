using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Names of regions, functions and roles that match nothing, or too much.</summary>
public static class LookupErrors
{
    private const string CheckRegion =
        "Check the spelling; -Region completes the names. Regions of another partition need credentials of that partition. Nothing was "
        + "done.";

    private const string CheckFunction = "Check the spelling, the account and the regions (-Region).";

    private const string CheckRole =
        "Check the spelling, the account and the regions (-Region). Get-LambdaExecutionRole also shows roles that no function uses.";

    private const string CheckKeptFunction =
        "-KeepFunction specifies it. No plan was made and no changes were made: with a misspelled name, the function that is to keep its "
        + "role would be moved. Check the spelling, the account and the regions (-Region).";

    /// <summary>-Region has patterns that match no region.</summary>
    public static readonly ErrorText NoRegionMatches = new(
        "NoRegionMatches", ProblemKind.InvalidInput, "No region matches {patterns}.", CheckRegion);

    /// <summary>-Region has names that are not regions.</summary>
    public static readonly ErrorText UnknownRegion = new(
        "UnknownRegion", ProblemKind.InvalidInput, "{partition} does not have a region {regions}.", CheckRegion);

    /// <summary>-Region has names that are not regions, and patterns that match no region.</summary>
    public static readonly ErrorText UnknownRegionAndPattern = new(
        "UnknownRegion", ProblemKind.InvalidInput,
        "{partition} does not have a region {regions}. No region of this account matches {patterns}.", CheckRegion);

    /// <summary>No function has the name.</summary>
    public static readonly ErrorText FunctionNotFound = new(
        "FunctionNotFound", ProblemKind.NotFound, "No function '{function}' was found.", CheckFunction);

    /// <summary>No function has the name, but some regions were not read.</summary>
    public static readonly ErrorText FunctionNotFoundSomeUnread = new(
        "FunctionNotFound", ProblemKind.NotFound, "No function '{function}' was found; not read: {regions}.", CheckFunction);

    /// <summary>No function has the name that -KeepFunction specifies.</summary>
    public static readonly ErrorText KeptFunctionNotFound = new(
        "FunctionNotFound", ProblemKind.NotFound, "No function '{function}' was found.", CheckKeptFunction);

    /// <summary>No function has the name that -KeepFunction specifies, but some regions were not read.</summary>
    public static readonly ErrorText KeptFunctionNotFoundSomeUnread = new(
        "FunctionNotFound", ProblemKind.NotFound, "No function '{function}' was found; not read: {regions}.", CheckKeptFunction);

    /// <summary>The function does not exist in its region.</summary>
    public static readonly ErrorText FunctionNotFoundInRegion = new(
        "FunctionNotFound", ProblemKind.NotFound, "No function '{function}' was found in '{region}'.", CheckFunction);

    /// <summary>No role has the name.</summary>
    public static readonly ErrorText RoleNotFound = new(
        "RoleNotFound", ProblemKind.NotFound, "No role '{role}' was found.", CheckRole);

    /// <summary>No role has the name, but some regions were not read.</summary>
    public static readonly ErrorText RoleNotFoundSomeUnread = new(
        "RoleNotFound", ProblemKind.NotFound, "No role '{role}' was found; not read: {regions}.", CheckRole);

    /// <summary>Several regions have a function of the name, and one is needed.</summary>
    public static readonly ErrorText FunctionInSeveralRegions = new(
        "FunctionInSeveralRegions", ProblemKind.InvalidInput,
        "Several regions have a function '{function}': {regions}.",
        "Specify its region with -Region, or the function's ARN.");

    /// <summary>A function's ARN and its object have different regions.</summary>
    public static readonly ErrorText FunctionInAnotherRegion = new(
        "FunctionInAnotherRegion", ProblemKind.InvalidInput,
        "Function '{function}' has the region {arnRegion} in its ARN and {objectRegion} in its Region property.",
        "Remove the one that is wrong.");

    /// <summary>The function is in a region that -Region leaves out.</summary>
    public static readonly ErrorText FunctionOutsideScope = new(
        "FunctionInAnotherRegion", ProblemKind.InvalidInput,
        "Function '{function}' is in {region}, which -Region does not include.",
        "Omit -Region, or include the function's region in it.");

    /// <summary>A function's ARN is of another account.</summary>
    public static readonly ErrorText FunctionOfAnotherAccount = new(
        "FunctionOfAnotherAccount", ProblemKind.InvalidInput,
        "The ARN of function '{function}' belongs to account {arnAccount}, but the credentials belong to account {account}.",
        "Use credentials of the function's account, or correct the ARN.");
}
