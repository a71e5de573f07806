using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>Whose keyspace a statement is about, and whether a user may change it there. Source: Apache <c>ClientState</c>.</summary>
internal static class Owners
{
    private const string Create = "CREATE";
    private const string Alter = "ALTER";
    private const string Drop = "DROP";

    /// <summary>The keyspace that a name is in.</summary>
    public static string Of(QualifiedName name, string? inUse)
    {
        var keyspace = name.Keyspace ?? inUse
            ?? throw Refusals.Invalid("No keyspace has been specified. USE a keyspace, or explicitly specify keyspace.tablename");
        CheckName(keyspace);
        return keyspace;
    }

    public static void MayCreateIn(OperationContext context, string keyspace) =>
        MayChange(context, keyspace, $"{Create} {AllTables(keyspace)}");

    public static void MayAlterIn(OperationContext context, string keyspace) =>
        MayChange(context, keyspace, $"{Alter} {AllTables(keyspace)}");

    public static void MayDropIn(OperationContext context, string keyspace) =>
        MayChange(context, keyspace, $"{Drop} {AllTables(keyspace)}");

    public static void MayAlter(OperationContext context, string keyspace, string table) =>
        MayChange(context, keyspace, $"{Alter} <table {keyspace}.{table}>");

    public static void MayDrop(OperationContext context, string keyspace, string table) =>
        MayChange(context, keyspace, $"{Drop} <table {keyspace}.{table}>");

    public static void MayDrop(OperationContext context, string keyspace) => MayChange(context, keyspace, $"{Drop} <keyspace {keyspace}>");

    /// <summary>What is said of a keyspace of several nodes may be changed, also of the system's.</summary>
    public static void MayAlter(OperationContext context, string keyspace)
    {
        if (context.Schema.FindKeyspace(keyspace) is { Kind: KeyspaceKind.Local or KeyspaceKind.Virtual })
        {
            throw NotModifiable(keyspace);
        }
    }

    public static void CheckName(string keyspace)
    {
        if (!CqlNames.IsWord(keyspace))
        {
            throw Refusals.Invalid(
                $"Keyspace name must not be empty and must contain alphanumeric or underscore characters only (got \"{keyspace}\")");
        }

        if (keyspace.Length > CqlNames.MaxKeyspace)
        {
            throw Refusals.Invalid(
                $"Keyspace name must not be more than {CqlNames.MaxKeyspace} characters long "
                + $"(got {keyspace.Length} characters for \"{keyspace}\")");
        }
    }

    private static void MayChange(OperationContext context, string keyspace, string what)
    {
        MayAlter(context, keyspace);
        if (context.Schema.FindKeyspace(keyspace) is { IsSystem: true })
        {
            throw Refusals.Unauthorized($"Cannot {what}");
        }
    }

    private static string AllTables(string keyspace) => $"<all tables in {keyspace}>";

    private static CqlException NotModifiable(string keyspace) => Refusals.Unauthorized($"{keyspace} keyspace is not user-modifiable.");
}
