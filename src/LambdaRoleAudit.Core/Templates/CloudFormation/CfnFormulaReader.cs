namespace LambdaRoleAudit.Templates;

/// <summary>Reads a condition (CloudFormation template reference, "Condition functions").</summary>
internal sealed class CfnFormulaReader(CfnEvaluator evaluator, CfnTemplate template, string name)
{
    private int _free;

    /// <summary>Returns the formula. What is not a condition function can have any value.</summary>
    public CfnFormula Read(TemplateNode node) => CfnCall.Of(node) switch
    {
        { Name: "Condition", Argument: ScalarNode other } => new CfnFormula.Named(evaluator.Loop.Fill(other.Value)),
        { Name: "And", List: { Count: > 0 } parts } => new CfnFormula.Several([.. parts.Select(Read)], Any: false),
        { Name: "Or", List: { Count: > 0 } parts } => new CfnFormula.Several([.. parts.Select(Read)], Any: true),
        { Name: "Not", List: [var part] } => new CfnFormula.Not(Read(part)),
        { Name: "Equals", List: [var one, var other] } => Compare(evaluator.Evaluate(one), evaluator.Evaluate(other)),
        _ => node.Target is ScalarNode { Truth: { } truth } ? new CfnFormula.Constant(truth) : Anything(),
    };

    private CfnFormula Compare(CfnValue one, CfnValue other)
    {
        if (one is CfnUnknown || other is CfnUnknown) return Anything();
        var (left, right) = (CfnExpression.Of(one), CfnExpression.Of(other));
        // The same text is the same value, whether it is known or not.
        if (left == right) return new CfnFormula.Constant(true);
        return (IsLiteral(one), IsLiteral(other)) switch
        {
            (true, true) => new CfnFormula.Constant(false),
            (false, true) => new CfnFormula.Compared(left, right, Allowed(one)),
            (true, false) => new CfnFormula.Compared(right, left, Allowed(other)),
            _ => new CfnFormula.Free(string.CompareOrdinal(left, right) < 0 ? $"{left} = {right}" : $"{right} = {left}"),
        };
    }

    private static bool IsLiteral(CfnValue value) => value is CfnText { Text: var text } && !Symbol.IsIn(text);

    private IReadOnlyList<string>? Allowed(CfnValue value) =>
        value is CfnSymbol { Name: var parameter } ? CfnParameter.AllowedValues(template.Parameters?[parameter]) : null;

    private CfnFormula.Free Anything() => new($"{name} #{_free++}");
}
