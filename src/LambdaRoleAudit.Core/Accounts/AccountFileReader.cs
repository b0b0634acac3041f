using System.Text.Json;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads the data that rules need from files that the AWS CLI wrote: list-functions of each region, get-account-authorization-details, and
/// list-event-source-mappings and get-policy if there are any. Makes no calls. An invalid entry does not affect the others; data that it
/// leaves unknown is unknown to the rules.
/// </summary>
public sealed class AccountFileReader
{
    /// <summary>The largest file that is read: the file is held in memory completely.</summary>
    private const int LargestFile = 512 << 20;

    private readonly Action<Problem> _onProblem;
    private readonly Action<Problem> _onEmpty;
    private readonly AuthorizationFile _roles;
    private readonly EventSourceMappingFiles _mappings;
    private readonly Dictionary<string, FunctionDetail> _functions = new(StringComparer.Ordinal);
    private readonly FunctionInventoryBuilder _inventory;
    private readonly Dictionary<string, string> _policies = new(StringComparer.Ordinal);
    private readonly ListPages _functionPages = new();
    private readonly ListPages _rolePages = new();
    private readonly Predicate<string>? _regions;
    private string? _whyNotAllRoles;

    /// <param name="onProblem">Receives each problem as it occurs.</param>
    /// <param name="regions">The regions whose functions are read; null for all.</param>
    /// <param name="onEmpty">
    /// Receives the problem that the files contain neither functions nor roles, so that nothing was read; null if it is one as the others.
    /// </param>
    public AccountFileReader(Action<Problem> onProblem, Predicate<string>? regions = null, Action<Problem>? onEmpty = null)
    {
        _onProblem = onProblem;
        _onEmpty = onEmpty ?? onProblem;
        _regions = regions;
        _roles = new AuthorizationFile(onProblem);
        _mappings = new EventSourceMappingFiles(onProblem);
        _inventory = new FunctionInventoryBuilder(onProblem, regions);
    }

    /// <summary>Reads one file. Anything wrong with it is reported as a problem, and makes the result incomplete.</summary>
    public void Add(string path)
    {
        try
        {
            using (var file = InputFiles.Open(path))
                if (Read(file, path) is null) return;
            using var again = InputFiles.Open(path);
            AddFunctions(again, path);
        }
        catch (ProblemException e)
        {
            NoteUnread(e.Problem);
        }
    }

    /// <summary>Reads a stream of the AWS CLI's JSON, known as <paramref name="path"/>.</summary>
    public void Add(Stream file, string path)
    {
        if (Read(file, path) is { } problem) NoteUnread(problem);
    }

    /// <summary>Reads a file in another format (CSV, AWS Config, output of --query): functions and their roles, without settings.</summary>
    private void AddFunctions(Stream file, string path)
    {
        var functions = new FunctionInventoryBuilder(NoteUnread, _regions);
        var reader = new FunctionFileReader(functions);
        reader.Read(file, path, null, CancellationToken.None);
        reader.Complete();
        foreach (var function in functions.Build().Functions)
        {
            _inventory.Add(function);
            if (!function.IsPublishedVersion)
                _functions.TryAdd(
                    $"{function.AccountId}:{function.Region}:{function.FunctionName}",
                    new FunctionDetail { Function = function, AreSettingsRead = false });
        }
    }

    /// <summary>
    /// Reads JSON as the AWS CLI writes it. Returns the problem if nothing in it is; the file may then have another format.
    /// </summary>
    private Problem? Read(Stream file, string path)
    {
        var (taken, unknown) = (0, 0);
        ReadOnlyMemory<byte> text = default;
        try
        {
            text = InputFiles.ReadUtf8(file, path, LargestFile);
            foreach (var document in JsonDocuments.In(text))
            {
                using (document)
                    if (Take(document.RootElement, path)) taken++;
                    else unknown++;
            }

            if (taken == 0) return AccountFileErrors.AccountFileNotRecognized.About(path, ("path", path));
        }
        catch (JsonException e)
        {
            // Invalid JSON is reported as such, unless the documents before it have another format, or it does not begin like JSON.
            var problem = AccountFileErrors.FileInvalid.About(path, e, ("path", path), ("reason", e.Message));
            if (taken == 0 && (unknown > 0 || text.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])) return problem;
            NoteUnread(problem);
        }
        catch (ProblemException e)
        {
            NoteUnread(e.Problem);
        }

        if (unknown > 0) NoteUnread(AccountFileErrors.AccountFileNotRecognized.About(path, ("path", path)));
        return null;
    }

    /// <summary>Returns the data that was read.</summary>
    /// <param name="needsRoles">True to report that no file contains roles.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<Account> BuildAsync(bool needsRoles, CancellationToken cancellationToken)
    {
        foreach (var (region, _, source) in _functionPages.Unfinished)
        {
            var problem = InputProblems.ListCutShort(source, "functions", region);
            if (region.Length > 0) _inventory.AddUnreadRegion(region, problem);
            else _inventory.AddUnread(problem);
        }

        foreach (var (_, account, source) in _rolePages.Unfinished) NoteRolesUnread(InputProblems.ListCutShort(
            source, "roles", account.Length > 0 ? $"account {account}" : ""));
        var mappingsUnread = _mappings.Complete();
        var inventory = _inventory.Build();
        var roles = await new AccountRoleReader(_roles, _onProblem).ReadAllAsync(_ => true, cancellationToken).ConfigureAwait(false);
        if (needsRoles && _roles.IsEmpty) _onProblem(AccountFileErrors.NoRolesInFiles.About(null));
        if (inventory.Count == 0) (roles.Count == 0 ? _onEmpty : _onProblem)(AccountFileErrors.NoFunctionsInFiles.About(null));
        return new Account(new AccountData(inventory)
        {
            Details = [
                .. _functions.Values.OrderBy(detail => detail.Function.Region, StringComparer.Ordinal)
                    .ThenBy(detail => detail.Function.FunctionName, StringComparer.Ordinal)],
            Roles = roles,
            HasAllRoles = !_roles.IsEmpty && _whyNotAllRoles is null,
            WhyNotAllRoles = _whyNotAllRoles,
            Mappings = [.. _mappings.All],
            MappingsUnread = mappingsUnread,
            Policies = _policies.Count == 0 ? null : FunctionPolicies.Of(_policies, _functions.Values.Select(detail => detail.Function)),
            IsFromFiles = true,
            IsScoped = _regions is not null,
        });
    }

    /// <summary>The content is not known, so it could have been anything.</summary>
    private void NoteUnread(Problem problem)
    {
        _inventory.AddUnread(problem);
        _whyNotAllRoles ??= "a file could not be read (see the errors).";
        _mappings.NoteUnread(Account.EveryRegion, "a file could not be read (see the errors).");
    }

    private void NoteRolesUnread(Problem problem)
    {
        _onProblem(problem);
        _whyNotAllRoles ??= problem.Message;
    }

    private bool Take(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Array) return TakeDocument(root, path);
        // Several pages in sequence, or functions without the response around them.
        var (count, unread, first) = (0, 0, 0);
        foreach (var item in root.EnumerateArray())
        {
            count++;
            if (TakeDocument(item, path)) continue;
            if (unread++ == 0) first = count;
        }

        if (unread == count) return false;
        if (unread > 0) NoteUnread(InputProblems.EntriesWithoutFunction(path, unread, first));
        return true;
    }

    private bool TakeDocument(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object) return false;
        if (root.Repeated() is { } name) throw new JsonException($"{name} appears twice.");
        var isKnown = false;
        if (root.TryFind("RoleDetailList", out var roles))
        {
            TakeRoles(root, roles, path);
            isKnown = true;
        }

        if (root.TryFind("EventSourceMappings", out var mappings))
        {
            _mappings.Add(Entries(mappings, "EventSourceMappings", path), GoesOn(root), path);
            isKnown = true;
        }

        if (root.TryFind("Functions", out var functions))
        {
            TakeFunctions(root, functions, path);
            isKnown = true;
        }

        return isKnown || TakePolicy(root) || TakeFunction(new FileEntry(path, "", 0, root), out _);
    }

    private void TakeRoles(JsonElement root, JsonElement roles, string path)
    {
        _roles.Begin();
        string? account = null;
        foreach (var entry in Entries(roles, "RoleDetailList", path))
            if (entry.Try(json => account = _roles.AddRole(json)) is { } problem) NoteRolesUnread(problem);
        if (root.TryFind("Policies", out var policies) && policies.ValueKind != JsonValueKind.Null)
        {
            foreach (var entry in Entries(policies, "Policies", path))
                if (entry.Try(_roles.AddPolicy) is { } problem) _onProblem(problem);
        }

        _rolePages.Add(account is null ? null : ("", account), GoesOn(root), path);
    }

    private void TakeFunctions(JsonElement root, JsonElement functions, string path)
    {
        LambdaFunction? any = null;
        foreach (var entry in Entries(functions, "Functions", path))
        {
            TakeFunction(entry, out var function);
            any = function ?? any;
        }

        _functionPages.Add(any is null ? null : (any.Region, any.AccountId), GoesOn(root), path);
    }

    private static IEnumerable<FileEntry> Entries(JsonElement list, string name, string path) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Select((json, index) => new FileEntry(path, name, index + 1, json))
        : throw new JsonException($"{name} is not a list.");

    /// <summary>The response names a next page.</summary>
    private static bool GoesOn(JsonElement root) =>
        root.Text("NextMarker") is { Length: > 0 } || root.Text("NextToken") is { Length: > 0 } || root.Text("Marker") is { Length: > 0 }
        || (root.TryFind("IsTruncated", out var isTruncated) && isTruncated.ValueKind == JsonValueKind.True);

    /// <summary>The output of get-policy names its function only in the statements.</summary>
    private bool TakePolicy(JsonElement root)
    {
        if (root.Text("Policy") is not { } policy) return false;
        using var document = JsonDocument.Parse(policy);
        if (document.RootElement.Items("Statement").Select(statement => statement.Text("Resource")).FirstOrDefault() is not { } resource)
            return false;
        // The policy of a version or an alias is not the function's.
        if (resource.Split(':').Length == 7) _policies[resource] = policy;
        return true;
    }

    /// <summary>
    /// Adds a function, or reports what is wrong with it. Returns false if the JSON is not a function, but perhaps something else.
    /// </summary>
    private bool TakeFunction(FileEntry entry, out LambdaFunction? function)
    {
        function = null;
        var isFunction = entry.Json.ValueKind == JsonValueKind.Object
            && (entry.Json.TryFind("FunctionArn", out _) || entry.Json.TryFind("Configuration", out _));
        if (!isFunction && entry.IsWholeFile) return false;
        FunctionDetail? detail = null;
        if (entry.Try(json => detail = FunctionDetailReader.Read(json, "")) is { } problem)
        {
            _inventory.Report(problem);
            return true;
        }

        function = detail!.Function;
        _inventory.Add(function);
        if (function.IsPublishedVersion || (function.Region.Length > 0 && _regions?.Invoke(function.Region) == false)) return true;
        // The same choice as in the inventory: the entry that was modified later, or else the last one.
        var key = $"{function.AccountId}:{function.Region}:{function.FunctionName}";
        if (!_functions.TryGetValue(key, out var known)
            || Nullable.Compare(function.Configuration!.LastModified, known.Function.Configuration!.LastModified) >= 0)
            _functions[key] = detail;
        return true;
    }
}
