using System.Text;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// A command of the AWS CLI that means the same in bash and in PowerShell 7.3 and later. Values that a shell could change are between
/// single quotes.
/// </summary>
internal sealed class AwsCommand
{
    private readonly StringBuilder _text;

    public AwsCommand(string service, string operation, string region)
    {
        _text = new StringBuilder($"aws {service} {operation}");
        // IAM is the same in every region.
        if (region.Length > 0) With("region", region);
    }

    /// <summary>Adds a parameter.</summary>
    /// <exception cref="ArgumentException">The value has a character that the shells would read differently.</exception>
    public AwsCommand With(string name, string value)
    {
        // A value that begins with a hyphen would be read as the next parameter.
        _text.Append(" --").Append(name).Append(value.StartsWith('-') ? '=' : ' ').Append(Quote(value));
        return this;
    }

    /// <summary>Adds a parameter, if it has a value.</summary>
    public AwsCommand WithOptional(string name, string? value) => value is null ? this : With(name, value);

    /// <summary>Adds a parameter with several values.</summary>
    public AwsCommand With(string name, IEnumerable<string> values)
    {
        _text.Append(" --").Append(name);
        foreach (var value in values) _text.Append(' ').Append(Quote(value));
        return this;
    }

    /// <summary>Adds a parameter without a value.</summary>
    public AwsCommand Flag(string name)
    {
        _text.Append(" --").Append(name);
        return this;
    }

    /// <summary>Adds JSON.</summary>
    public AwsCommand WithJson(string name, string json)
    {
        _text.Append(" --").Append(name).Append(" '").Append(OneLineJson.Of(json)).Append('\'');
        return this;
    }

    /// <summary>Adds the JSON of an object.</summary>
    public AwsCommand WithJson(string name, object value)
    {
        _text.Append(" --").Append(name).Append(" '").Append(OneLineJson.Of(value)).Append('\'');
        return this;
    }

    /// <summary>Adds a parameter with the output of another command, which prints one word.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="command">The other command.</param>
    /// <param name="query">The part of the other command's response, in JMESPath.</param>
    public AwsCommand WithOutput(string name, AwsCommand command, string query)
    {
        _text.Append(" --").Append(name).Append(" $(").Append(command).Append(" --query \"").Append(query).Append("\" --output text)");
        return this;
    }

    /// <summary>Returns a word that can be between the quotes of a query.</summary>
    /// <exception cref="ArgumentException">The word has other characters.</exception>
    public static string Word(string text) => IsPlain(text) ? text : throw Unsafe(text);

    public override string ToString() => _text.ToString();

    private static string Quote(string value) =>
        IsPlain(value) ? value
        // Quoted by PowerShell and bash alike; an empty value must be quoted to be a value.
        : value.All(c => c is >= ' ' and <= '~' and not '\'') ? $"'{value}'"
        : throw Unsafe(value);

    private static bool IsPlain(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or ':' or '-');

    private static ArgumentException Unsafe(string text) =>
        new($"'{text}' cannot be written as a word of a command.", nameof(text));
}
