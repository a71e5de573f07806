using System.Globalization;
using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Types.</content>
internal ref partial struct StatementParser
{
    private CqlType Type()
    {
        Enter();

        // Whether it is frozen is no type more: the wire does not tell it.
        var level = Kind == TokenKind.Frozen ? 0 : 1;
        _typeDepth += level;
        if (_typeDepth > CqlParser.MostTypeDepth)
        {
            throw SyntaxErrors.Of($"The type nests more than {CqlParser.MostTypeDepth} levels deep");
        }

        var type = Kind switch
        {
            TokenKind.StringLiteral => CustomType(),
            TokenKind.Set => SetTypeOf(),
            _ when !Kinds.IsName(Kind) => throw NoViable(),
            _ => NamedType(Ahead()),
        };
        _typeDepth -= level;
        Leave();
        return type;
    }

    private CustomType CustomType()
    {
        var name = TakeName();
        RefuseTooLong(name);
        return new(name);
    }

    private CqlType NamedType(Token behind)
    {
        var next = behind.Kind;
        if (next == TokenKind.Less)
        {
            switch (Kind)
            {
                case TokenKind.Map:
                    return MapTypeOf();
                case TokenKind.List:
                    Advance();
                    return new ListType(Parameter());
                case TokenKind.Tuple:
                    return TupleTypeOf();
                case TokenKind.Vector:
                    return VectorTypeOf();
                case TokenKind.Frozen:
                    Advance();
                    return Frozen(Parameter());
            }
        }

        // Another name is a user type, whatever stands behind it.
        var isNative = Kinds.IsNativeType(Kind);
        if (isNative || IsComposed(Kind))
        {
            _decidedAt = next == TokenKind.Dot || Follow.Type(next) ? behind : throw NoViable(behind);
        }

        return isNative && next != TokenKind.Dot ? Native() : new UserType(UserTypeName());
    }

    private static bool IsComposed(TokenKind kind) =>
        kind is TokenKind.Map or TokenKind.List or TokenKind.Tuple or TokenKind.Vector or TokenKind.Frozen;

    private NativeType Native() => Kinds.IsNativeType(Kind) ? NativeTypes.Of(TakeKind()) : throw NoViable();

    private TokenKind TakeKind()
    {
        var kind = Kind;
        Advance();
        return kind;
    }

    // <type>
    private CqlType Parameter()
    {
        Expect(TokenKind.Less);
        var type = Type();
        Expect(TokenKind.Greater);
        return type;
    }

    private SetType SetTypeOf()
    {
        Advance();
        return new(Parameter());
    }

    private MapType MapTypeOf()
    {
        Advance();
        Expect(TokenKind.Less);
        var key = Type();
        Expect(TokenKind.Comma);
        var value = Type();
        Expect(TokenKind.Greater);
        return new(key, value);
    }

    private TupleType TupleTypeOf()
    {
        Advance();
        Expect(TokenKind.Less);
        var elements = Types();
        Expect(TokenKind.Greater);
        return new(elements);
    }

    private VectorType VectorTypeOf()
    {
        Advance();
        Expect(TokenKind.Less);
        var element = Type();
        Expect(TokenKind.Comma);
        if (Kind != TokenKind.Integer)
        {
            throw Mismatched(TokenKind.Integer);
        }

        var digits = TextOf(_current);
        if (!int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var dimension))
        {
            throw SyntaxErrors.Of($"A vector cannot have {digits} dimensions");
        }

        Advance();
        Expect(TokenKind.Greater);
        return new(element, dimension);
    }

    private static FrozenType Frozen(CqlType type) => type switch
    {
        NativeType native => throw NotToBeFrozen(native.Name),
        CustomType custom => throw NotToBeFrozen($"'{custom.Class}'"),
        _ => new(type),
    };

    private static CqlException NotToBeFrozen(string type) =>
        SyntaxErrors.Of($"frozen<> is only allowed on collections, tuples, and user-defined types (got {type})");

    // a, b, c
    private ImmutableArray<CqlType> Types()
    {
        var types = default(Items<CqlType>);
        do
        {
            types.Add(Type());
        }
        while (Takes(TokenKind.Comma));
        return types.Span.Length <= ushort.MaxValue ? types.Done() : throw TooMany("The types of a tuple or of arguments are");
    }

    // (a, b, c), or nothing between the parentheses
    private ImmutableArray<CqlType> TypesInParentheses()
    {
        Expect(TokenKind.OpenParen);
        var isType = Kinds.IsName(Kind) || Kind is TokenKind.StringLiteral or TokenKind.Set;
        var types = isType ? Types() : [];
        Expect(TokenKind.CloseParen);
        return types;
    }

    /// <summary>
    /// The token behind the type that begins at one, if a type it is: looked at without reading it, for a value in parentheses begins like
    /// the type of another value.
    /// </summary>
    private bool TrySkipType(Token token, out Token behind)
    {
        behind = token;
        for (var depth = 0; ;)
        {
            if ((depth == 0 && behind.Kind == TokenKind.Integer) || !TrySkipTypeName(behind, out behind))
            {
                return false;
            }

            if (behind.Kind == TokenKind.Less)
            {
                depth++;
                behind = After(behind);
                continue;
            }

            while (depth > 0 && behind.Kind == TokenKind.Greater)
            {
                depth--;
                behind = After(behind);
            }

            if (depth == 0)
            {
                return true;
            }

            if (behind.Kind != TokenKind.Comma)
            {
                return false;
            }

            behind = After(behind);
        }
    }

    private bool TrySkipTypeName(Token token, out Token behind)
    {
        behind = token;
        if (!Kinds.IsName(token.Kind) && token.Kind is not (TokenKind.StringLiteral or TokenKind.Set or TokenKind.Integer))
        {
            return false;
        }

        behind = After(token);
        if (behind.Kind == TokenKind.Dot)
        {
            token = After(behind);
            behind = After(token);
            return Kinds.IsName(token.Kind);
        }

        return true;
    }
}
