using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>DROP of anything.</summary>
internal sealed class DropPrinter(CqlWriter text)
{
    public void Print(Statement statement)
    {
        switch (statement)
        {
            case DropKeyspaceStatement drop:
                Words("KEYSPACE", drop.IfExists).Name(drop.Name);
                break;
            case DropTableStatement drop:
                Words("TABLE", drop.IfExists).Name(drop.Name);
                break;
            case DropViewStatement drop:
                Words("MATERIALIZED VIEW", drop.IfExists).Name(drop.Name);
                break;
            case DropIndexStatement drop:
                Words("INDEX", drop.IfExists).Name(drop.Name);
                break;
            case DropTypeStatement drop:
                Words("TYPE", drop.IfExists).Name(drop.Name);
                break;
            case DropFunctionStatement drop:
                Words("FUNCTION", drop.IfExists).Name(drop.Name);
                Arguments(drop.Arguments);
                break;
            case DropAggregateStatement drop:
                Words("AGGREGATE", drop.IfExists).Name(drop.Name);
                Arguments(drop.Arguments);
                break;
            case DropTriggerStatement drop:
                Words("TRIGGER", drop.IfExists).Name(drop.Name).Add(" ON ").Name(drop.Table);
                break;
            case DropRoleStatement drop:
                Words("ROLE", drop.IfExists).Role(drop.Name);
                break;
            case DropUserStatement drop:
                Words("USER", drop.IfExists).String(drop.Name);
                break;
            case DropIdentityStatement drop:
                Words("IDENTITY", drop.IfExists).String(drop.Identity);
                break;
        }
    }

    private CqlWriter Words(string what, bool ifExists) => text.Add("DROP ").Add(what).Add(" ").AddIf(ifExists, "IF EXISTS ");

    private void Arguments(ImmutableArray<CqlType>? arguments)
    {
        if (arguments is { } types)
        {
            text.Add("(").List(types, ", ", new TypePrinter(text).Print).Add(")");
        }
    }
}
