using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>What a SELECT selects and groups by: columns, what is in them, and what is made of them.</content>
internal ref partial struct StatementParser
{
    // No selectors for a star.
    private ImmutableArray<Selector> Selectors()
    {
        if (Takes(TokenKind.Star))
        {
            return [];
        }

        var selectors = default(Items<Selector>);
        do
        {
            var of = Selected();
            selectors.Add(new(of, Takes(TokenKind.As) ? Name() : null));
        }
        while (Takes(TokenKind.Comma));
        return selectors.Done();
    }

    private static bool StartsSelectors(TokenKind kind) => StartsTerm(kind) || kind == TokenKind.Star;

    private Expression Selected()
    {
        Enter();
        var first = SelectedProduct();
        var rest = default(Items<ArithmeticStep>);
        while (Kind is TokenKind.Plus or TokenKind.Minus)
        {
            var sign = TakeSign();
            rest.Add(new(sign, SelectedProduct()));
        }

        Leave();
        return Chain(first, ref rest);
    }

    private Expression SelectedProduct()
    {
        var first = SelectedGroup();
        var rest = default(Items<ArithmeticStep>);
        while (Kind is TokenKind.Star or TokenKind.Slash or TokenKind.Percent)
        {
            var sign = TakeSign();
            rest.Add(new(sign, SelectedGroup()));
        }

        return Chain(first, ref rest);
    }

    private Expression SelectedGroup()
    {
        if (Kind == TokenKind.Minus)
        {
            Enter();
            Advance();
            var operand = SelectedGroup();
            Leave();
            return new Negation(operand);
        }

        var of = SelectedSimple();
        if (of is Literal or NullLiteral)
        {
            _decidedAt = _current;
        }

        var steps = Kind is TokenKind.Dot or TokenKind.OpenBracket ? TrySelectionSteps(of) : [];
        return steps.IsEmpty ? of : new Selection(of, steps);
    }

    /// <summary>
    /// <c>.field[key]</c>, as many as there are. Cassandra tries them; if one of them is wrong, or what is behind them, it goes on as if
    /// there were none, so that what it says is about the first.
    /// </summary>
    private ImmutableArray<SelectionStep> TrySelectionSteps(Expression of)
    {
        var (first, depth, markers, count) = (_current, _depth, _markers, _markerCount);
        try
        {
            return SelectionSteps(of is TupleLiteral);
        }
        catch (CqlException e) when (e.IsAboutInput)
        {
            GoBackTo(first);
            (_depth, _typeDepth, _markers, _markerCount) = (depth, 0, markers, count);
            return [];
        }
    }

    private ImmutableArray<SelectionStep> SelectionSteps(bool mayEndAnyhow)
    {
        var steps = default(Items<SelectionStep>);
        while (Kind is TokenKind.Dot or TokenKind.OpenBracket)
        {
            steps.Add(Takes(TokenKind.Dot) ? new FieldStep(Name()) : ElementOrSlice());
        }

        // What ends a statement is no part of it: there Cassandra knows no semicolon.
        return mayEndAnyhow || (Follow.Selected(Kind) && Kind != TokenKind.Semicolon) ? steps.Done() : throw NoViable();
    }

    private SelectionStep ElementOrSlice()
    {
        Advance();
        SelectionStep step;
        if (Takes(TokenKind.Range))
        {
            step = new SliceStep(null, Term());
        }
        else
        {
            var from = Term();
            step = Takes(TokenKind.Range) ? new SliceStep(from, StartsTerm(Kind) ? Term() : null) : new ElementStep(from);
        }

        Expect(TokenKind.CloseBracket);
        return step;
    }

    private Expression SelectedSimple()
    {
        switch (Kind)
        {
            case TokenKind.Null:
                Advance();
                return NullLiteral.Value;
            case TokenKind.QMark:
                return SelectedMarker(Ahead());
            case TokenKind.Colon:
                Advance();
                _decidedAt = _current;
                return Marker(Name());
            case TokenKind.OpenBracket:
                return SelectedList();
            case TokenKind.OpenBrace:
                return SelectedBraces();
            case TokenKind.OpenParen:
                return IsSelectedTypeHint() ? SelectedTypeHint() : SelectedTuple();
            default:
                return Kinds.IsConstant(Kind) ? Constant()
                    : Kinds.IsName(Kind) || Kind == TokenKind.Token ? SelectedName(Ahead())
                    : throw NoViable();
        }
    }

    // It might also be the keyspace of a function.
    private Marker SelectedMarker(Token next)
    {
        if (!Follow.Selected(next.Kind))
        {
            throw NoViable(next);
        }

        if (next.Kind == TokenKind.Dot && IsSelectedFunction(next))
        {
            return KeyspaceMarker();
        }

        _decidedAt = next;
        return TakeMarker();
    }

    private Expression SelectedName(Token next)
    {
        if (next.Kind == TokenKind.OpenParen)
        {
            switch (Kind)
            {
                case TokenKind.Count when After(next) is { Kind: not TokenKind.CloseParen } third && !StartsTerm(third.Kind):
                    return third.Kind == TokenKind.Star ? SelectedCount() : throw NoViable(third);
                case TokenKind.Writetime:
                    return SelectedTime(CellTimeKind.WriteTime);
                case TokenKind.Maxwritetime:
                    return SelectedTime(CellTimeKind.MaxWriteTime);
                case TokenKind.Ttl:
                    return SelectedTime(CellTimeKind.TimeToLive);
                case TokenKind.Cast:
                    return SelectedCast();
            }
        }

        if (IsSelectedFunction(next))
        {
            return SelectedFunction();
        }

        _decidedAt = next;
        return Follow.Selected(next.Kind) ? new ColumnReference(Name()) : throw NoViable(next);
    }

    private bool IsSelectedFunction(Token next)
    {
        if (next.Kind == TokenKind.OpenParen || Kind == TokenKind.Token)
        {
            return Kinds.IsFunctionName(Kind);
        }

        if (next.Kind == TokenKind.Dot)
        {
            var name = After(next);
            if (!Kinds.IsName(name.Kind) && name.Kind != TokenKind.Token)
            {
                throw NoViable(name);
            }

            if (name.Kind == TokenKind.Token)
            {
                return true;
            }

            var third = After(name);
            return third.Kind == TokenKind.OpenParen ? Kinds.IsFunctionName(name.Kind)
                : Follow.Selected(third.Kind) ? false
                : throw NoViable(third);
        }

        return false;
    }

    private CountRows SelectedCount()
    {
        Advance();
        Advance();
        Advance();
        Expect(TokenKind.CloseParen);
        return CountRows.Value;
    }

    private CellTime SelectedTime(CellTimeKind kind)
    {
        Advance();
        Advance();
        var column = Name();
        var steps = SelectionSteps(mayEndAnyhow: false);
        Expect(TokenKind.CloseParen);
        return new(kind, column, steps);
    }

    private Cast SelectedCast()
    {
        Advance();
        Advance();
        var operand = Selected();
        Expect(TokenKind.As);
        var type = Native();
        Expect(TokenKind.CloseParen);
        return new(operand, type);
    }

    private FunctionCall SelectedFunction()
    {
        var function = FunctionName();
        Expect(TokenKind.OpenParen);
        var arguments = default(Items<Expression>);
        if (StartsTerm(Kind))
        {
            AddSelected(ref arguments);
        }

        Expect(TokenKind.CloseParen);
        return new(function, arguments.Done());
    }

    private void AddSelected(ref Items<Expression> selected)
    {
        do
        {
            selected.Add(Selected());
        }
        while (Takes(TokenKind.Comma));
    }

    private ListLiteral SelectedList()
    {
        Advance();
        var elements = default(Items<Expression>);
        if (StartsTerm(Kind))
        {
            AddSelected(ref elements);
        }
        else
        {
            _decidedAt = _current;
        }

        Expect(TokenKind.CloseBracket);
        return new(elements.Done());
    }

    private TupleLiteral SelectedTuple()
    {
        Advance();
        _decidedAt = StartsTerm(Kind) ? _decidedAt : _current;
        var elements = default(Items<Expression>);
        AddSelected(ref elements);
        Expect(TokenKind.CloseParen);
        return new(elements.Done());
    }

    private Expression SelectedBraces()
    {
        var next = Ahead();
        if (next.Kind != TokenKind.CloseBrace && !StartsTerm(next.Kind))
        {
            throw NoViable(next);
        }

        Advance();
        if (Takes(TokenKind.CloseBrace))
        {
            return new SetLiteral([]);
        }

        var first = Selected();
        if (Kind == TokenKind.Colon)
        {
            return SelectedMap(first);
        }

        if (Kind is not (TokenKind.Comma or TokenKind.CloseBrace))
        {
            throw NoViable();
        }

        var elements = default(Items<Expression>);
        elements.Add(first);
        if (Takes(TokenKind.Comma))
        {
            AddSelected(ref elements);
        }

        Expect(TokenKind.CloseBrace);
        return new SetLiteral(elements.Done());
    }

    private MapLiteral SelectedMap(Expression? key)
    {
        var entries = default(Items<MapEntry>);
        do
        {
            key ??= Selected();
            Expect(TokenKind.Colon);
            entries.Add(new(key, Selected()));
            key = null;
        }
        while (Takes(TokenKind.Comma));
        Expect(TokenKind.CloseBrace);
        return new(entries.Done());
    }

    private bool IsSelectedTypeHint()
    {
        if (!TrySkipType(Ahead(), out var close) || close.Kind != TokenKind.CloseParen)
        {
            return false;
        }

        var next = After(close);
        return StartsSimpleTerm(next.Kind) && !IsAlias(next)
            && (next.Kind != TokenKind.Colon || Kinds.IsName(After(next).Kind))
            && (next.Kind != TokenKind.QMark || Follow.Selected(After(next).Kind))
            && !IsSlice(next)
            && (next.Kind != TokenKind.Per || After(next).Kind != TokenKind.Partition);
    }

    // "['a'..", "[..", "[?..": what is in the brackets is no list.
    private bool IsSlice(Token open)
    {
        if (open.Kind != TokenKind.OpenBracket)
        {
            return false;
        }

        var from = After(open);
        from = from.Kind == TokenKind.Colon ? After(from) : from;
        return from.Kind == TokenKind.Range || After(from).Kind == TokenKind.Range;
    }

    private TypeHint SelectedTypeHint()
    {
        Enter();
        Advance();
        var type = Type();
        Expect(TokenKind.CloseParen);
        var operand = SelectedSimple();
        Leave();
        return new(type, operand);
    }
}
