using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>SELECT.</content>
internal ref partial struct StatementParser
{
    private SelectStatement Select()
    {
        Advance();
        var isDistinct = false;
        var isJson = TryBefore(TokenKind.Json, ref isDistinct, out var selectors);
        if (!isJson)
        {
            selectors = SelectClause(ref isDistinct);
        }

        Expect(TokenKind.From);
        var from = TableName();
        return new(selectors, from)
        {
            IsJson = isJson,
            IsDistinct = isDistinct,
            Where = Takes(TokenKind.Where) ? Relations() : [],
            GroupBy = Groups(),
            OrderBy = Orderings(),
            PerPartitionLimit = PerPartitionLimit(),
            Limit = Takes(TokenKind.Limit) ? IntegerOrMarker() : null,
            AllowFiltering = AllowFiltering(),
        };
    }

    private ImmutableArray<Selector> SelectClause(ref bool isDistinct)
    {
        var ignored = false;
        isDistinct = TryBefore(TokenKind.Distinct, ref ignored, out var selectors);
        return isDistinct ? selectors : StartsSelectors(Kind) ? Selectors() : throw NoViable();
    }

    /// <summary>
    /// JSON or DISTINCT, and the selectors behind it. Both are names of columns as well: what follows tells, and where it is not clear the
    /// word is taken as one and the selectors are read; if they are wrong it was a column.
    /// </summary>
    private bool TryBefore(TokenKind word, ref bool isDistinct, out ImmutableArray<Selector> selectors)
    {
        selectors = [];
        if (Kind != word || !StartsSelectors(Ahead().Kind) || IsAlias(Ahead()))
        {
            return false;
        }

        var (first, depth, markers, count) = (_current, _depth, _markers, _markerCount);
        try
        {
            Advance();
            if (word == TokenKind.Json && Kind == TokenKind.Distinct && TryBefore(TokenKind.Distinct, ref isDistinct, out selectors))
            {
                isDistinct = true;
                return true;
            }

            selectors = Selectors();
            return true;
        }
        catch (CqlException e) when (e.IsAboutInput)
        {
            GoBackTo(first);
            (_depth, _typeDepth, _markers, _markerCount) = (depth, 0, markers, count);
            return false;
        }
    }

    // "AS name", and not a column of the name "as".
    private bool IsAlias(Token token) =>
        token.Kind == TokenKind.As && After(token) is var name && Kinds.IsName(name.Kind)
        && (name.Kind != TokenKind.As || !Kinds.IsName(After(name).Kind));

    private ImmutableArray<Expression> Groups()
    {
        if (!Takes(TokenKind.Group))
        {
            return [];
        }

        Expect(TokenKind.By);
        var groups = default(Items<Expression>);
        AddSelected(ref groups);
        return groups.Done();
    }

    private ImmutableArray<Ordering> Orderings()
    {
        if (!Takes(TokenKind.Order))
        {
            return [];
        }

        Expect(TokenKind.By);
        var orderings = default(Items<Ordering>);
        do
        {
            var column = ColumnName();
            Expression? nearestTo = null;
            if (Takes(TokenKind.Ann))
            {
                Expect(TokenKind.Of);
                nearestTo = Term();
            }

            orderings.Add(new(column, nearestTo, IsDescending()));
        }
        while (Takes(TokenKind.Comma));
        return orderings.Done();
    }

    private bool IsDescending() => !Takes(TokenKind.Asc) && Takes(TokenKind.Desc);

    private Expression? PerPartitionLimit()
    {
        if (!Takes(TokenKind.Per))
        {
            return null;
        }

        Expect(TokenKind.Partition, TokenKind.Limit);
        return IntegerOrMarker();
    }

    private bool AllowFiltering()
    {
        if (!Takes(TokenKind.Allow))
        {
            return false;
        }

        Expect(TokenKind.Filtering);
        return true;
    }
}
