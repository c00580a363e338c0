using System.Text.RegularExpressions;
using ControlPlane.Architecture.Tests.Reading;
using Mono.Cecil.Cil;

namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>
/// SQL written by hand names only tables of its own capability. Type references cannot tell, so text is read: any
/// literal with SQL in it, and in it any word that is the name of a table.
/// </summary>
internal static partial class OwnSql
{
    private const string Migrations = "Platform.Storage.Migrations";

    /// <param name="handMade">Tables that only a migration knows, and who owns them.</param>
    public static IEnumerable<Finding> Violations(Layer layer, IReadOnlyDictionary<string, string> handMade)
    {
        var owners = Tables(layer).Concat(handMade).ToDictionary(StringComparer.Ordinal);
        return layer
            .Types.Where(static type => type.Place != Migrations)
            .SelectMany(type =>
                type.Texts.Where(IsSql)
                    .SelectMany(Words)
                    .Where(word => owners.TryGetValue(word, out var owner) && owner != type.Capability)
                    .Select(table => new Finding(type.Name, table))
            );
    }

    /// <summary>Tables that a migration makes by hand and that nobody owns.</summary>
    public static IEnumerable<Finding> Ownerless(Layer layer, IReadOnlyDictionary<string, string> handMade) =>
        Made(layer).Where(made => !handMade.ContainsKey(made.What));

    /// <summary>Each table that the SQL of a migration makes.</summary>
    public static IEnumerable<Finding> Made(Layer layer) =>
        layer
            .Types.Where(static type => type.Place == Migrations)
            .SelectMany(static type =>
                type.Texts.SelectMany(static text => MadeTable().Matches(text))
                    .Select(match => new Finding(type.Name, match.Groups["table"].Value))
            );

    /// <summary>Each table that EF Core maps and the capability that maps it.</summary>
    public static IReadOnlyDictionary<string, string> Tables(Layer layer) =>
        layer
            .Types.SelectMany(static type => Mapped(type).Select(table => (table, type.Capability)))
            .ToDictionary(static pair => pair.table, static pair => pair.Capability, StringComparer.Ordinal);

    public static bool IsSql(string text) => Clause().IsMatch(text) || Statement().IsMatch(text);

    private static IEnumerable<string> Words(string sql) => Word().Matches(sql).Select(static match => match.Value);

    private static IEnumerable<string> Mapped(ProductType type) =>
        type
            .Written.SelectMany(static written => written.Methods)
            .Where(static method => method.HasBody)
            .SelectMany(static method => method.Body.Instructions)
            .Where(static call => call.Operand is Mono.Cecil.MethodReference { Name: "ToTable" })
            .Select(static call => Argument(call.Previous));

    private static string Argument(Instruction instruction) =>
        instruction.Operand as string ?? throw new InvalidOperationException("ToTable takes a literal name only.");

    // Keywords in capitals, as SQL is written here: an English sentence has none.
    [GeneratedRegex(@"\b(FROM|JOIN|INTO|UPDATE|COPY|TABLE|USING|REFERENCES)\s", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Clause();

    [GeneratedRegex(
        @"^\s*(select|insert\s+into|update|delete|copy|with|truncate|lock)\s",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Statement();

    // Not a column behind an alias (r.steps), and not a name given to a result (count(*) AS runs).
    [GeneratedRegex(@"(?<![\w.$])(?<!\bAS\s+)[a-z_]\w*", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"CREATE TABLE (IF NOT EXISTS )?(?<table>[a-z_]\w*)(?!\w)(?! PARTITION OF)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MadeTable();
}
