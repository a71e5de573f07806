using System.Text;
using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Names: in lower case unless they are quoted.</content>
internal ref partial struct StatementParser
{
    private readonly ReadOnlySpan<byte> BytesOf(Token token) => _lexer.Source[token.Start..token.End];

    private readonly string TextOf(Token token) => Encoding.UTF8.GetString(BytesOf(token));

    /// <summary>What a string or a quoted name means; a word in lower case.</summary>
    private readonly string NameOf(Token token)
    {
        if (token.Kind is TokenKind.QuotedName or TokenKind.StringLiteral)
        {
            return Quotes.Meaning(BytesOf(token));
        }

        return string.Create(token.End - token.Start, BytesOf(token), static (name, word) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                name[i] = char.ToLowerInvariant((char)word[i]);
            }
        });
    }

    private string TakeName()
    {
        var name = NameOf(_current);
        if (_current.End - _current.Start > ushort.MaxValue && Kind != TokenKind.StringLiteral)
        {
            RefuseTooLong(name);
        }

        Advance();
        return name;
    }

    // Metadata of statements and of what they give have names, and of classes, behind lengths of two bytes.
    private static void RefuseTooLong(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > ushort.MaxValue)
        {
            throw TooMany("The bytes of a name are");
        }
    }

    /// <summary>Of a column that is made, a field, an alias, a property, a named marker.</summary>
    private string Name() => Kinds.IsName(Kind) ? TakeName() : throw NoViable();

    /// <summary>Of a column that may be there: tables of old have one without a name.</summary>
    private string ColumnName()
    {
        if (Takes(TokenKind.EmptyQuotedName))
        {
            return "";
        }

        return Name();
    }

    private readonly bool IsColumnName(TokenKind kind) => kind == TokenKind.EmptyQuotedName || Kinds.IsName(kind);

    private string KeyspaceName() => NameNot("keyspace");

    private string IndexName() => NameNot("index");

    // One that a marker cannot stand for, though the grammar has it.
    private string NameNot(string of)
    {
        if (Kind == TokenKind.QMark)
        {
            throw SyntaxErrors.Of($"Bind variables cannot be used for {of} names");
        }

        return Name();
    }

    private QualifiedName TableName() => Qualified("table");

    private QualifiedName QualifiedIndexName() => Qualified("index");

    private QualifiedName Qualified(string of) => new(KeyspaceBefore(Follow.Table), NameNot(of));

    // The keyspace and its point, where they stand; otherwise the name is the next word, and what may follow it decides.
    private string? KeyspaceBefore(Func<TokenKind, bool> follows)
    {
        string? keyspace = null;
        if (Kinds.IsName(Kind) || Kind == TokenKind.QMark)
        {
            var next = Ahead();
            if (next.Kind == TokenKind.Dot)
            {
                keyspace = KeyspaceName();
                Advance();
            }
            else if (!follows(next.Kind))
            {
                throw NoViable(next);
            }

            _decidedAt = next;
        }

        return keyspace;
    }

    private QualifiedName UserTypeName()
    {
        string? keyspace = null;
        if (Kinds.IsName(Kind) && Ahead().Kind == TokenKind.Dot)
        {
            keyspace = TakeName();
            Advance();
        }

        if (Kind is not (TokenKind.Ident or TokenKind.QuotedName or TokenKind.Key) && !Kinds.IsBasic(Kind))
        {
            throw keyspace is null && Kinds.IsName(Kind) ? NoKeyspaceOf() : NoViable();
        }

        if (Kind == TokenKind.Ident && Keywords.IsReservedType(TextOf(_current)))
        {
            throw SyntaxErrors.Of($"Invalid (reserved) user type name {TextOf(_current)}");
        }

        return new(keyspace, TakeName());
    }

    // What is no name of a type could still be its keyspace's.
    private CqlException NoKeyspaceOf()
    {
        Advance();
        return Mismatched(TokenKind.Dot);
    }

    private QualifiedName FunctionName() => new(KeyspaceBefore(Follow.Function), PlainFunctionName());

    // Cassandra forgets to write keywords small here, but for those that are names of types.
    private string PlainFunctionName()
    {
        if (!Kinds.IsFunctionName(Kind))
        {
            throw NoViable();
        }

        return Kinds.IsBasic(Kind) && !Kinds.IsNativeType(Kind) ? TextOf(Taken()) : TakeName();
    }

    private Token Taken()
    {
        var token = _current;
        Advance();
        return token;
    }

    private string RoleName() => Kind == TokenKind.StringLiteral ? TakeName() : NameNot("role");

    private readonly bool IsRoleName(TokenKind kind) => kind is TokenKind.StringLiteral or TokenKind.QMark || Kinds.IsName(kind);

    /// <summary>Of a user or an identity: as it is written, and a name in quotes is none.</summary>
    /// <param name="refusal">What is said of that.</param>
    private string PlainName(string refusal)
    {
        var name = Kind switch
        {
            TokenKind.Ident => TextOf(_current),
            TokenKind.StringLiteral => NameOf(_current),
            TokenKind.QuotedName => throw SyntaxErrors.Of(refusal),
            _ => throw NoViable(),
        };
        Advance();
        return name;
    }

    private string StringLiteral()
    {
        if (Kind != TokenKind.StringLiteral)
        {
            throw Mismatched(TokenKind.StringLiteral);
        }

        return TakeName();
    }

    // a, b, c
    private ImmutableArray<string> Names()
    {
        var names = default(Items<string>);
        do
        {
            names.Add(Name());
        }
        while (Takes(TokenKind.Comma));
        return names.Done();
    }

    // (a, b, c)
    private ImmutableArray<string> ColumnNamesInParentheses()
    {
        Expect(TokenKind.OpenParen);
        var names = default(Items<string>);
        do
        {
            names.Add(ColumnName());
        }
        while (Takes(TokenKind.Comma));
        Expect(TokenKind.CloseParen);
        return names.Done();
    }
}
