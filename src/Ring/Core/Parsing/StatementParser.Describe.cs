using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>DESCRIBE.</content>
internal ref partial struct StatementParser
{
    private DescribeStatement Describe()
    {
        Advance();
        var kind = TakeDescribed(out var takesName);
        QualifiedName? name = !takesName ? null : kind switch
        {
            DescribeKind.Keyspace or DescribeKind.OnlyKeyspace =>
                Kind == TokenKind.QMark || Kinds.IsName(Kind) ? new(null, KeyspaceName()) : null,
            DescribeKind.Type => UserTypeName(),
            DescribeKind.Function or DescribeKind.Aggregate => FunctionName(),
            DescribeKind.Anything => AnyName(),
            _ => TableName(),
        };
        var withInternals = Takes(TokenKind.With);
        if (withInternals)
        {
            Expect(TokenKind.Internals);
        }

        return new(kind, name, withInternals);
    }

    private DescribeKind TakeDescribed(out bool takesName)
    {
        takesName = false;
        if (Kinds.IsUnreserved(Kind))
        {
            return TakeDescribedOrName(Ahead(), out takesName);
        }

        switch (Kind)
        {
            case TokenKind.Full:
                Advance();
                Expect(TokenKind.Schema);
                return DescribeKind.FullSchema;
            case TokenKind.Schema:
                Advance();
                return DescribeKind.Schema;
            case TokenKind.Materialized:
                Advance();
                Expect(TokenKind.View);
                takesName = true;
                return DescribeKind.View;
            case TokenKind.Keyspace or TokenKind.Columnfamily or TokenKind.Index:
                takesName = true;
                return TakeKind() switch
                {
                    TokenKind.Keyspace => DescribeKind.Keyspace,
                    TokenKind.Columnfamily => DescribeKind.Table,
                    _ => DescribeKind.Index,
                };
            default:
                takesName = Kinds.IsName(Kind) ? true : throw NoViable();
                return DescribeKind.Anything;
        }
    }

    // A word that says what is described, where it is not a name itself.
    private DescribeKind TakeDescribedOrName(Token behind, out bool takesName)
    {
        var next = behind.Kind;
        var isBeforeName = next == TokenKind.QMark || Kinds.IsName(next);
        var kind = Kind switch
        {
            TokenKind.Cluster => DescribeKind.Cluster,
            TokenKind.Keyspaces => DescribeKind.Keyspaces,
            TokenKind.Tables => DescribeKind.Tables,
            TokenKind.Types => DescribeKind.Types,
            TokenKind.Functions => DescribeKind.Functions,
            TokenKind.Aggregates => DescribeKind.Aggregates,
            TokenKind.Type when isBeforeName => DescribeKind.Type,
            TokenKind.Function when isBeforeName || next == TokenKind.Token => DescribeKind.Function,
            TokenKind.Aggregate when isBeforeName || next == TokenKind.Token => DescribeKind.Aggregate,
            TokenKind.Only when next == TokenKind.Keyspace => DescribeKind.OnlyKeyspace,
            TokenKind.Type or TokenKind.Function or TokenKind.Aggregate or TokenKind.Only when !EndsDescribed(next) =>
                throw NoViable(behind),
            _ => DescribeKind.Anything,
        };
        takesName = kind is DescribeKind.Type or DescribeKind.Function or DescribeKind.Aggregate or DescribeKind.OnlyKeyspace
            or DescribeKind.Anything;
        if (kind != DescribeKind.Anything)
        {
            _decidedAt = behind;
            Advance();
        }

        if (kind == DescribeKind.OnlyKeyspace)
        {
            Advance();
        }

        return kind;
    }

    private static bool EndsDescribed(TokenKind kind) => Follow.EndsStatement(kind) || kind is TokenKind.Dot or TokenKind.With;

    private QualifiedName AnyName()
    {
        if (!EndsDescribed(Ahead().Kind))
        {
            throw NoViable(Ahead());
        }

        var name = Name();
        return Takes(TokenKind.Dot) ? new(name, Name()) : new(null, name);
    }
}
