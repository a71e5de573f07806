using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>Types, functions, aggregates, triggers, and what is said with a name alone.</summary>
internal sealed class SchemaPrinter(CqlWriter text)
{
    private const string IfNotExists = "IF NOT EXISTS ";

    private readonly TypePrinter _types = new(text);

    public void Print(Statement statement)
    {
        switch (statement)
        {
            case UseStatement use:
                text.Add("USE ").Name(use.Keyspace);
                break;
            case TruncateStatement truncate:
                text.Add("TRUNCATE TABLE ").Name(truncate.Table);
                break;
            case DescribeStatement describe:
                Describe(describe);
                break;
            case CreateTypeStatement type:
                text.Add("CREATE TYPE ").AddIf(type.IfNotExists, IfNotExists).Name(type.Name);
                text.Add(" (").List(type.Fields, ", ", Print).Add(")");
                break;
            case AlterTypeStatement type:
                text.Add("ALTER TYPE ").AddIf(type.IfExists, "IF EXISTS ").Name(type.Name).Add(" ");
                Change(type.Change);
                break;
            case CreateFunctionStatement function:
                Create(function);
                break;
            case CreateAggregateStatement aggregate:
                Create(aggregate);
                break;
            case CreateTriggerStatement trigger:
                text.Add("CREATE TRIGGER ").AddIf(trigger.IfNotExists, IfNotExists).Name(trigger.Name);
                text.Add(" ON ").Name(trigger.Table).Add(" USING ").String(trigger.Class);
                break;
        }
    }

    private void Print(FieldDefinition field)
    {
        text.Name(field.Name).Add(" ");
        _types.Print(field.Type);
    }

    private void Change(TypeChange change)
    {
        switch (change)
        {
            case ChangeFieldType field:
                text.Add("ALTER ").Name(field.Field).Add(" TYPE ");
                _types.Print(field.Type);
                break;
            case AddField add:
                text.Add("ADD ").AddIf(add.IfNotExists, IfNotExists);
                Print(add.Field);
                break;
            case RenameFields rename:
                text.Add("RENAME ").AddIf(rename.IfExists, "IF EXISTS ");
                text.List(rename.Names, " AND ", field => text.Name(field.From).Add(" TO ").Name(field.To));
                break;
        }
    }

    private void Create(CreateFunctionStatement function)
    {
        text.Add("CREATE ").AddIf(function.OrReplace, "OR REPLACE ").Add("FUNCTION ").AddIf(function.IfNotExists, IfNotExists);
        text.Name(function.Name).Add("(").List(function.Arguments, ", ", Print).Add(") ");
        text.Add(function.IsCalledOnNull ? "CALLED" : "RETURNS NULL").Add(" ON NULL INPUT RETURNS ");
        _types.Print(function.Returns);
        text.Add(" LANGUAGE ").Add(function.Language).Add(" AS ").Body(function.Body);
    }

    private void Create(CreateAggregateStatement aggregate)
    {
        text.Add("CREATE ").AddIf(aggregate.OrReplace, "OR REPLACE ").Add("AGGREGATE ").AddIf(aggregate.IfNotExists, IfNotExists);
        text.Name(aggregate.Name).Add("(").List(aggregate.Arguments, ", ", _types.Print).Add(") ");
        text.Add("SFUNC ").Name(aggregate.StateFunction).Add(" STYPE ");
        _types.Print(aggregate.StateType);
        if (aggregate.FinalFunction is { } final)
        {
            text.Add(" FINALFUNC ").Name(final);
        }

        if (aggregate.Initial is { } initial)
        {
            text.Add(" INITCOND ");
            new ExpressionPrinter(text).Print(initial);
        }
    }

    private void Describe(DescribeStatement describe)
    {
        text.Add("DESCRIBE").Add(Words(describe.Kind));
        if (describe.Name is { } name)
        {
            text.Add(" ").Name(name);
        }

        text.AddIf(describe.WithInternals, " WITH INTERNALS");
    }

    private static string Words(DescribeKind kind) => kind switch
    {
        DescribeKind.FullSchema => " FULL SCHEMA",
        DescribeKind.OnlyKeyspace => " ONLY KEYSPACE",
        DescribeKind.View => " MATERIALIZED VIEW",
        DescribeKind.Anything => "",
        _ => " " + kind.ToString().ToUpperInvariant(),
    };
}
