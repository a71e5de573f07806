using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>What must hold behind WHERE.</content>
internal ref partial struct StatementParser
{
    private ImmutableArray<Relation> Relations()
    {
        var relations = default(Items<Relation>);
        do
        {
            relations.Add(Kind == TokenKind.OpenExpr ? IndexRelation() : Relation());
        }
        while (Takes(TokenKind.And));
        return relations.Done();
    }

    private IndexExpression IndexRelation()
    {
        Advance();
        var index = IndexName();
        Expect(TokenKind.Comma);
        var value = Term();
        Expect(TokenKind.CloseParen);
        return new(new(null, index), value);
    }

    // Parentheses around a whole relation may be many: they are counted.
    private Relation Relation()
    {
        var open = 0;
        while (Kind == TokenKind.OpenParen && !IsTupleOfColumns())
        {
            Advance();
            open++;
        }

        var relation = Kind switch
        {
            TokenKind.OpenParen => TupleRelationOf(ColumnNamesInParentheses()),
            TokenKind.Token => TokenRelationOf(),
            _ when IsColumnName(Kind) => RelationOfColumn(),
            _ => throw NoViable(),
        };
        for (; open > 0; open--)
        {
            Expect(TokenKind.CloseParen);
        }

        return relation;
    }

    // "(a, b) > …" and "(a) > …", but not "(a > …)".
    private bool IsTupleOfColumns()
    {
        var next = Ahead();
        if (!IsColumnName(next.Kind))
        {
            return next.Kind is TokenKind.OpenParen or TokenKind.Token ? false : throw NoViable(next);
        }

        var behind = After(next);
        return behind.Kind is TokenKind.Comma or TokenKind.CloseParen
            || (StartsOperator(behind.Kind) ? false : throw NoViable(behind));
    }

    private static bool StartsOperator(TokenKind kind) => Kinds.IsComparison(kind)
        || kind is TokenKind.Like or TokenKind.Is or TokenKind.In or TokenKind.Contains or TokenKind.OpenBracket;

    private TokenRelation TokenRelationOf()
    {
        Advance();
        var columns = ColumnNamesInParentheses();
        var comparison = Comparison();
        return new(columns, comparison, Term());
    }

    private Operator Comparison()
    {
        if (!Kinds.IsComparison(Kind))
        {
            throw NoViable();
        }

        var comparison = Operator.Equal + (Kind - TokenKind.Equal);
        Advance();
        return comparison;
    }

    // Which relation it is was decided at the column, so that it is at the column that a wrong one is refused.
    private Relation RelationOfColumn()
    {
        var next = Ahead();
        if (!StartsOperator(next.Kind))
        {
            throw NoViable(next);
        }

        if (next.Kind == TokenKind.In && After(next) is { Kind: not (TokenKind.OpenParen or TokenKind.QMark or TokenKind.Colon) } values)
        {
            throw NoViable(values);
        }

        var column = ColumnName();
        switch (Kind)
        {
            case TokenKind.Like:
                Advance();
                return new ColumnRelation(column, Operator.Like, Term());
            case TokenKind.Is:
                Advance();
                Expect(TokenKind.Not, TokenKind.Null);
                return new NotNull(column);
            case TokenKind.In:
                Advance();
                return new ColumnIn(column, Values());
            case TokenKind.Contains:
                var contains = TakeContains();
                return new ColumnRelation(column, contains, Term());
            case TokenKind.OpenBracket:
                Advance();
                var key = Term();
                Expect(TokenKind.CloseBracket);
                var comparison = Comparison();
                return new ElementRelation(column, key, comparison, Term());
            default:
                comparison = Comparison();
                return new ColumnRelation(column, comparison, Term());
        }
    }

    private Operator TakeContains()
    {
        Advance();
        return Takes(TokenKind.Key) ? Operator.ContainsKey : Operator.Contains;
    }

    // A marker, or (a, b, …) with or without something in it.
    private InValues Values()
    {
        if (Kind is TokenKind.QMark or TokenKind.Colon)
        {
            return new(TakeMarker(), []);
        }

        Expect(TokenKind.OpenParen);
        var values = default(Items<Expression>);
        if (StartsTerm(Kind))
        {
            AddTerms(ref values);
        }

        Expect(TokenKind.CloseParen);
        return new(null, values.Done());
    }

    private Relation TupleRelationOf(ImmutableArray<string> columns)
    {
        if (Kind == TokenKind.In)
        {
            Advance();
            return new TupleIn(columns, TupleValues());
        }

        if (!Kinds.IsComparison(Kind))
        {
            throw NoViable();
        }

        if (Ahead() is { Kind: not (TokenKind.OpenParen or TokenKind.QMark or TokenKind.Colon) } value)
        {
            throw NoViable(value);
        }

        var comparison = Comparison();
        return new TupleRelation(columns, comparison, Kind == TokenKind.OpenParen ? Tuple() : TakeMarker());
    }

    private InValues TupleValues()
    {
        if (Kind is TokenKind.QMark or TokenKind.Colon)
        {
            return new(TakeMarker(), []);
        }

        if (Kind != TokenKind.OpenParen)
        {
            throw NoViable();
        }

        var first = Ahead();
        if (first.Kind is not (TokenKind.CloseParen or TokenKind.OpenParen or TokenKind.QMark or TokenKind.Colon))
        {
            throw NoViable(first);
        }

        Advance();
        var values = default(Items<Expression>);
        if (Kind != TokenKind.CloseParen)
        {
            AddTuples(ref values, areMarkers: Kind != TokenKind.OpenParen);
        }

        Expect(TokenKind.CloseParen);
        return new(null, values.Done());
    }

    private void AddTuples(ref Items<Expression> values, bool areMarkers)
    {
        do
        {
            if (areMarkers && Kind is not (TokenKind.QMark or TokenKind.Colon))
            {
                throw NoViable();
            }

            values.Add(areMarkers ? TakeMarker() : Tuple());
        }
        while (Takes(TokenKind.Comma));
    }
}
