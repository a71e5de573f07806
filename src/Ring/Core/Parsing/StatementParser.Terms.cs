using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Values, as they stand behind an operator or in VALUES: no columns are in them.</content>
internal ref partial struct StatementParser
{
    private Expression Term()
    {
        Enter();
        var first = Product();
        var rest = default(Items<ArithmeticStep>);
        while (Kind == TokenKind.Minus || (Kind == TokenKind.Plus && !IsColumnBehindPlus()))
        {
            var sign = TakeSign();
            rest.Add(new(sign, Product()));
        }

        if (Kind != TokenKind.Plus && !Follow.Term(Kind))
        {
            throw NoViable();
        }

        // Whether a plus goes on with the value is decided by what is behind it.
        _decidedAt = _current;
        Leave();
        return Chain(first, ref rest);
    }

    private static Expression Chain(Expression first, ref Items<ArithmeticStep> rest) =>
        rest.Span.IsEmpty ? first : new Arithmetic(first, rest.Done());

    private char TakeSign()
    {
        var sign = (char)_lexer.Source[_current.Start];
        Advance();
        return sign;
    }

    // "column = value + column": what stands there is no value.
    private bool IsColumnBehindPlus()
    {
        var next = Ahead();
        if (!IsColumnName(next.Kind) || next.Kind == TokenKind.EmptyQuotedName)
        {
            return next.Kind == TokenKind.EmptyQuotedName || (StartsTerm(next.Kind) ? false : throw NoViable(next));
        }

        var behind = After(next);
        return behind.Kind is TokenKind.Comma or TokenKind.Where
            || (behind.Kind is TokenKind.OpenParen or TokenKind.Dot ? false : throw NoViable(behind));
    }

    private Expression Product()
    {
        var first = Signed();
        var rest = default(Items<ArithmeticStep>);
        while (Kind is TokenKind.Star or TokenKind.Slash or TokenKind.Percent)
        {
            var sign = TakeSign();
            rest.Add(new(sign, Signed()));
        }

        return Chain(first, ref rest);
    }

    private Expression Signed() => Takes(TokenKind.Minus) ? new Negation(SimpleTerm()) : SimpleTerm();

    private Expression SimpleTerm()
    {
        switch (Kind)
        {
            case TokenKind.Null:
                Advance();
                return NullLiteral.Value;
            case TokenKind.QMark:
                return MarkerTerm(Ahead());
            case TokenKind.Colon:
                return TakeMarker();
            case TokenKind.OpenBracket:
                return ListTerm();
            case TokenKind.OpenBrace:
                return Braces();
            case TokenKind.OpenParen:
                return IsTypeHint() ? TypeHintTerm() : StartsTerm(Ahead().Kind) ? Tuple() : throw NoViable(Ahead());
            case TokenKind.Cast when Ahead().Kind == TokenKind.OpenParen:
                return CastTerm();
            default:
                return Kinds.IsConstant(Kind) ? Constant()
                    : Kinds.IsName(Kind) || Kind == TokenKind.Token ? FunctionTerm()
                    : throw NoViable();
        }
    }

    private static bool StartsTerm(TokenKind kind) => StartsSimpleTerm(kind) || kind == TokenKind.Minus;

    private static bool StartsSimpleTerm(TokenKind kind) => Kinds.IsConstant(kind) || Kinds.IsName(kind)
        || kind is TokenKind.Null or TokenKind.QMark or TokenKind.Colon or TokenKind.OpenBracket or TokenKind.OpenBrace
            or TokenKind.OpenParen or TokenKind.Token;

    private Literal Constant()
    {
        var (kind, text) = Kind switch
        {
            TokenKind.StringLiteral => (LiteralKind.String, NameOf(_current)),
            TokenKind.Integer => (LiteralKind.Integer, TextOf(_current)),
            TokenKind.Float => (LiteralKind.Float, TextOf(_current)),
            TokenKind.Boolean => (LiteralKind.Boolean, TextOf(_current)),
            TokenKind.Duration => (LiteralKind.Duration, TextOf(_current)),
            TokenKind.Uuid => (LiteralKind.Uuid, TextOf(_current)),
            TokenKind.HexNumber => (LiteralKind.Hex, TextOf(_current)),
            TokenKind.PositiveNan or TokenKind.NegativeNan => (LiteralKind.Float, "NaN"),
            TokenKind.PositiveInfinity => (LiteralKind.Float, "Infinity"),
            TokenKind.NegativeInfinity => (LiteralKind.Float, "-Infinity"),
            _ => throw NoViable(),
        };
        Advance();
        return new(kind, text);
    }

    // It might also be the keyspace of a function.
    private Marker MarkerTerm(Token next)
    {
        if (next.Kind == TokenKind.Dot)
        {
            var name = After(next);
            var open = Kinds.IsFunctionName(name.Kind) ? After(name) : throw NoViable(name);
            return open.Kind == TokenKind.OpenParen ? KeyspaceMarker() : throw NoViable(open);
        }

        _decidedAt = Follow.Value(next.Kind) ? next : throw NoViable(next);
        return TakeMarker();
    }

    private static Marker KeyspaceMarker() => throw SyntaxErrors.Of("Bind variables cannot be used for keyspace names");

    private Marker TakeMarker()
    {
        if (Takes(TokenKind.QMark))
        {
            return Marker(null);
        }

        Expect(TokenKind.Colon);
        return Marker(Name());
    }

    /// <summary>Of a limit, a timestamp, a TTL.</summary>
    private Expression IntegerOrMarker() => Kind switch
    {
        TokenKind.Integer => Constant(),
        TokenKind.QMark or TokenKind.Colon => TakeMarker(),
        _ => throw NoViable(),
    };

    private ListLiteral ListTerm()
    {
        Advance();
        var elements = default(Items<Expression>);
        if (StartsTerm(Kind))
        {
            AddTerms(ref elements);
        }

        Expect(TokenKind.CloseBracket);
        return new(elements.Done());
    }

    // a, b, c
    private void AddTerms(ref Items<Expression> terms)
    {
        do
        {
            terms.Add(Term());
        }
        while (Takes(TokenKind.Comma));
    }

    private TupleLiteral Tuple()
    {
        Expect(TokenKind.OpenParen);
        var elements = default(Items<Expression>);
        AddTerms(ref elements);
        Expect(TokenKind.CloseParen);
        return new(elements.Done());
    }

    private Expression Braces()
    {
        var next = Ahead();
        if (next.Kind == TokenKind.CloseBrace)
        {
            Advance();
            Advance();
            return new SetLiteral([]);
        }

        if (Kinds.IsName(next.Kind))
        {
            var behind = After(next);
            if (behind.Kind == TokenKind.Colon)
            {
                return UserTypeTerm();
            }

            if (behind.Kind is not (TokenKind.OpenParen or TokenKind.Dot))
            {
                throw NoViable(behind);
            }
        }
        else if (!StartsTerm(next.Kind))
        {
            throw NoViable(next);
        }

        Advance();
        return SetOrMap(Term());
    }

    private Expression SetOrMap(Expression first)
    {
        if (Kind == TokenKind.Colon)
        {
            return Map(first);
        }

        if (Kind is not (TokenKind.Comma or TokenKind.CloseBrace))
        {
            throw NoViable();
        }

        var elements = default(Items<Expression>);
        elements.Add(first);
        if (Takes(TokenKind.Comma))
        {
            AddTerms(ref elements);
        }

        Expect(TokenKind.CloseBrace);
        return new SetLiteral(elements.Done());
    }

    private MapLiteral Map(Expression? key)
    {
        var entries = default(Items<MapEntry>);
        do
        {
            key ??= Term();
            Expect(TokenKind.Colon);
            entries.Add(new(key, Term()));
            key = null;
        }
        while (Takes(TokenKind.Comma));
        Expect(TokenKind.CloseBrace);
        return new(entries.Done());
    }

    private UserTypeLiteral UserTypeTerm()
    {
        Advance();
        var fields = default(Items<FieldValue>);
        do
        {
            var field = Name();
            Expect(TokenKind.Colon);
            fields.Add(new(field, Term()));
        }
        while (Takes(TokenKind.Comma));
        Expect(TokenKind.CloseBrace);
        return new(fields.Done());
    }

    // "(type) value", and not "(value)". A name by itself is no value; a string is one, and what follows tells.
    private bool IsTypeHint()
    {
        var first = Ahead();
        if (first.Kind != TokenKind.StringLiteral)
        {
            return first.Kind == TokenKind.Set || (Kinds.IsName(first.Kind) && IsTypeNotFunction(first));
        }

        var close = Follow.Value(After(first).Kind) ? After(first) : throw NoViable(After(first));
        return close.Kind == TokenKind.CloseParen && StartsValue(After(close));
    }

    private bool IsTypeNotFunction(Token first)
    {
        var next = After(first);
        var isFunction = Kinds.IsFunctionName(first.Kind) || first.Kind == TokenKind.Cast;
        if (next.Kind == TokenKind.Dot)
        {
            isFunction = Kinds.IsFunctionName(After(next).Kind);
            next = After(After(next));
        }

        return next.Kind is TokenKind.CloseParen or TokenKind.Less
            || (next.Kind == TokenKind.OpenParen && isFunction ? false : throw NoViable(next));
    }

    private bool StartsValue(Token token)
    {
        if (token.Kind == TokenKind.Colon)
        {
            var name = After(token);
            return Kinds.IsName(name.Kind) && After(name).Kind is not (TokenKind.OpenParen or TokenKind.Dot);
        }

        return StartsSimpleTerm(token.Kind)
            && (!Kinds.IsName(token.Kind) || After(token).Kind is TokenKind.OpenParen or TokenKind.Dot);
    }

    private TypeHint TypeHintTerm()
    {
        Enter();
        Advance();
        var type = Type();
        Expect(TokenKind.CloseParen);
        var operand = SimpleTerm();
        Leave();
        return new(type, operand);
    }

    private Cast CastTerm()
    {
        Enter();
        Advance();
        Advance();
        var operand = SimpleTerm();
        Expect(TokenKind.As);
        var type = Native();
        Expect(TokenKind.CloseParen);
        Leave();
        return new(operand, type);
    }

    // Whether it has arguments is decided before it is read.
    private FunctionCall FunctionTerm()
    {
        var open = Ahead();
        if (open.Kind == TokenKind.Dot && Kind != TokenKind.Token)
        {
            var name = After(open);
            open = Kinds.IsFunctionName(name.Kind) ? After(name) : throw NoViable(name);
        }
        else if (!Kinds.IsFunctionName(Kind))
        {
            throw NoViable(open);
        }

        var first = open.Kind == TokenKind.OpenParen ? After(open) : throw NoViable(open);
        if (first.Kind != TokenKind.CloseParen && !StartsTerm(first.Kind))
        {
            throw NoViable(first);
        }

        var function = FunctionName();
        Advance();
        var arguments = default(Items<Expression>);
        if (Kind != TokenKind.CloseParen)
        {
            AddTerms(ref arguments);
        }

        Expect(TokenKind.CloseParen);
        return new(function, arguments.Done());
    }
}
