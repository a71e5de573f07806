using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>Each statement as a text that means the same. What it walks through is as deep as the parser lets it be.</summary>
public static class CqlPrinter
{
    /// <summary>A statement in one line, without a semicolon.</summary>
    public static string Print(Statement statement)
    {
        var text = new CqlWriter();
        switch (statement)
        {
            case SelectStatement or Modification or BatchStatement:
                new RowPrinter(text).Print(statement);
                break;
            case CreateKeyspaceStatement or AlterKeyspaceStatement or CreateTableStatement or AlterTableStatement
                or CreateViewStatement or AlterViewStatement or CreateIndexStatement:
                new TablePrinter(text).Print(statement);
                break;
            case CreateTypeStatement or AlterTypeStatement or CreateFunctionStatement or CreateAggregateStatement
                or CreateTriggerStatement or UseStatement or TruncateStatement or DescribeStatement:
                new SchemaPrinter(text).Print(statement);
                break;
            case DropKeyspaceStatement or DropTableStatement or DropViewStatement or DropIndexStatement or DropTypeStatement
                or DropFunctionStatement or DropAggregateStatement or DropTriggerStatement or DropRoleStatement or DropUserStatement
                or DropIdentityStatement:
                new DropPrinter(text).Print(statement);
                break;
            default:
                new RolePrinter(text).Print(statement);
                break;
        }

        return text.ToString();
    }

    /// <summary>A value or a selector.</summary>
    public static string Print(Expression expression)
    {
        var text = new CqlWriter();
        new ExpressionPrinter(text).Print(expression);
        return text.ToString();
    }

    /// <summary>A type.</summary>
    public static string Print(CqlType type)
    {
        var text = new CqlWriter();
        new TypePrinter(text).Print(type);
        return text.ToString();
    }
}
