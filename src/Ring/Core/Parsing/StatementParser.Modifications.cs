using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>INSERT, UPDATE, DELETE, and batches of them.</content>
internal ref partial struct StatementParser
{
    private Modification Insert()
    {
        Advance();
        Expect(TokenKind.Into);
        var table = TableName();
        return Kind switch
        {
            TokenKind.OpenParen => InsertColumns(table),
            TokenKind.Json => InsertJson(table),
            _ => throw NoViable(),
        };
    }

    private InsertStatement InsertColumns(QualifiedName table)
    {
        var columns = ColumnNamesInParentheses();
        Expect(TokenKind.Values);
        Expect(TokenKind.OpenParen);
        var values = default(Items<Expression>);
        AddTerms(ref values);
        Expect(TokenKind.CloseParen);
        return new(table, columns, values.Done()) { IfNotExists = IfNotExists(), Using = Using() };
    }

    private InsertJsonStatement InsertJson(QualifiedName table)
    {
        Advance();
        Expression json = Kind switch
        {
            TokenKind.StringLiteral => Constant(),
            TokenKind.QMark or TokenKind.Colon => TakeMarker(),
            _ => throw NoViable(),
        };
        return new(table, json) { IsDefaultUnset = IsDefaultUnset(), IfNotExists = IfNotExists(), Using = Using() };
    }

    private bool IsDefaultUnset()
    {
        if (!Takes(TokenKind.Default))
        {
            return false;
        }

        return !Takes(TokenKind.Null) && (Takes(TokenKind.Unset) ? true : throw NoViable());
    }

    private Attributes Using()
    {
        var attributes = default(Attributes);
        if (Takes(TokenKind.Using))
        {
            do
            {
                if (Takes(TokenKind.Timestamp))
                {
                    attributes = attributes with { Timestamp = IntegerOrMarker() };
                }
                else
                {
                    attributes = Takes(TokenKind.Ttl) ? attributes with { TimeToLive = IntegerOrMarker() } : throw NoViable();
                }
            }
            while (Takes(TokenKind.And));
        }

        return attributes;
    }

    private UpdateStatement Update()
    {
        Advance();
        var table = TableName();
        var attributes = Using();
        Expect(TokenKind.Set);
        var set = Assignments();
        Expect(TokenKind.Where);
        var where = Relations();
        return new(table, set, where) { Using = attributes, If = Conditions(out var ifExists), IfExists = ifExists };
    }

    private DeleteStatement Delete()
    {
        Advance();
        var deletions = IsColumnName(Kind) ? Deletions() : [];
        Expect(TokenKind.From);
        var table = TableName();
        var attributes = default(Attributes);
        if (Takes(TokenKind.Using))
        {
            Expect(TokenKind.Timestamp);
            attributes = new(IntegerOrMarker(), null);
        }

        Expect(TokenKind.Where);
        var where = Relations();
        return new(deletions, table, where) { Using = attributes, If = Conditions(out var ifExists), IfExists = ifExists };
    }

    private ImmutableArray<Deletion> Deletions()
    {
        var deletions = default(Items<Deletion>);
        do
        {
            var next = IsColumnName(Kind) ? Ahead() : throw NoViable();
            if (next.Kind is not (TokenKind.Dot or TokenKind.OpenBracket or TokenKind.Comma or TokenKind.From))
            {
                throw NoViable(next);
            }

            var column = ColumnName();
            if (Takes(TokenKind.Dot))
            {
                deletions.Add(new(column, null, Name()));
                continue;
            }

            var key = Kind == TokenKind.OpenBracket ? Key() : null;
            deletions.Add(new(column, key, null));
        }
        while (Takes(TokenKind.Comma));
        return deletions.Done();
    }

    // [key]
    private Expression Key()
    {
        Expect(TokenKind.OpenBracket);
        var key = Term();
        Expect(TokenKind.CloseBracket);
        return key;
    }

    private ImmutableArray<Condition> Conditions(out bool ifExists)
    {
        ifExists = false;
        if (!Takes(TokenKind.If))
        {
            return [];
        }

        // A column may be called so.
        if (Kind == TokenKind.Exists && !StartsCondition(Ahead().Kind))
        {
            var next = Ahead().Kind;
            if (!Follow.EndsStatement(next) && !Follow.EndsModification(next))
            {
                throw NoViable(Ahead());
            }

            Advance();
            ifExists = true;
            return [];
        }

        var conditions = default(Items<Condition>);
        do
        {
            conditions.Add(IsColumnName(Kind) ? Condition() : throw NoViable());
        }
        while (Takes(TokenKind.And));
        return conditions.Done();
    }

    private static bool StartsCondition(TokenKind kind) => Kinds.IsComparison(kind)
        || kind is TokenKind.In or TokenKind.Contains or TokenKind.OpenBracket or TokenKind.Dot;

    private Condition Condition()
    {
        var column = ColumnName();
        if (Kind == TokenKind.Contains)
        {
            var contains = TakeContains();
            return new(column, null, null, contains, Term(), null);
        }

        var key = Kind == TokenKind.OpenBracket ? Key() : null;
        var field = key is null && Takes(TokenKind.Dot) ? Name() : null;
        if (Takes(TokenKind.In))
        {
            var values = Kind is TokenKind.OpenParen or TokenKind.QMark or TokenKind.Colon ? Values() : throw NoViable();
            return new(column, key, field, Operator.In, null, values);
        }

        var comparison = Comparison();
        return new(column, key, field, comparison, Term(), null);
    }

    private BatchStatement Batch()
    {
        Advance();
        var kind = Takes(TokenKind.Unlogged) ? BatchKind.Unlogged : Takes(TokenKind.Counter) ? BatchKind.Counter : BatchKind.Logged;
        Expect(TokenKind.Batch);
        var attributes = Using();
        var statements = default(Items<Modification>);
        while (Kind is TokenKind.Insert or TokenKind.Update or TokenKind.Delete)
        {
            statements.Add(Kind == TokenKind.Insert ? Insert() : Kind == TokenKind.Update ? Update() : Delete());
            Takes(TokenKind.Semicolon);
        }

        Expect(TokenKind.Apply, TokenKind.Batch);
        return new(kind, attributes, statements.Done());
    }
}
