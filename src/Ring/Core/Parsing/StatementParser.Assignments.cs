using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>What an UPDATE sets.</content>
internal ref partial struct StatementParser
{
    private ImmutableArray<Assignment> Assignments()
    {
        var assignments = default(Items<Assignment>);
        AssignedColumns? assigned = null;
        do
        {
            var assignment = Assignment();
            assigned ??= assignments.Span.Length < AssignedColumns.Few ? null : new(assignments.Span);
            if (!(assigned?.TryAdd(assignment) ?? AssignedColumns.IsCompatible(assignment, assignments.Span)))
            {
                throw SyntaxErrors.Of($"Multiple incompatible setting of column {assignment.Column}");
            }

            assignments.Add(assignment);
        }
        while (Takes(TokenKind.Comma));
        return assignments.Done();
    }

    private Assignment Assignment()
    {
        var column = ColumnName();
        switch (Kind)
        {
            case TokenKind.Equal:
                Advance();
                return SetOrChange(column);
            case TokenKind.PlusEqual:
                Advance();
                return new AddToColumn(column, Term());
            case TokenKind.MinusEqual:
                Advance();
                return new SubtractFromColumn(column, Term());
            case TokenKind.OpenBracket:
                var key = Key();
                Expect(TokenKind.Equal);
                return new SetElement(column, key, Term());
            case TokenKind.Dot:
                Advance();
                var field = Name();
                Expect(TokenKind.Equal);
                return new SetField(column, field, Term());
            default:
                throw NoViable();
        }
    }

    // Behind "column =": a value, a value + column, column + value, column - value.
    private Assignment SetOrChange(string column)
    {
        if (IsColumnName(Kind))
        {
            var next = Ahead();
            switch (next.Kind)
            {
                case TokenKind.Plus or TokenKind.Minus or TokenKind.Integer:
                    return Change(column, ColumnName());
                case TokenKind.OpenParen or TokenKind.Dot:
                    break;
                default:
                    throw NoViable(next);
            }
        }

        var value = Term();
        if (!Takes(TokenKind.Plus))
        {
            return new SetColumn(column, value);
        }

        if (ColumnName() != column)
        {
            throw SyntaxErrors.Of("Only expressions of the form X = <value> + X are supported.");
        }

        return new PrependToColumn(column, value);
    }

    private Assignment Change(string column, string from)
    {
        // The sign of "column -1" belongs to the number.
        if (Kind == TokenKind.Integer)
        {
            var sign = _lexer.Source[_current.Start] == '-' ? '-' : '+';
            var number = Constant();
            return from == column
                ? new AddToColumn(column, number)
                : throw SyntaxErrors.Of($"Only expressions of the form X = X {sign} <value> are supported.");
        }

        var plusOrMinus = TakeSign();
        var value = Term();
        if (from != column)
        {
            throw SyntaxErrors.Of($"Only expressions of the form X = X {plusOrMinus}<value> are supported.");
        }

        return plusOrMinus == '+' ? new AddToColumn(column, value) : new SubtractFromColumn(column, value);
    }
}
