using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Which statement it is: the first words say it.</content>
internal ref partial struct StatementParser
{
    private Statement Statement() => Kind switch
    {
        TokenKind.Select => Select(),
        TokenKind.Insert => Insert(),
        TokenKind.Update => Update(),
        TokenKind.Begin => Batch(),
        TokenKind.Delete => Delete(),
        TokenKind.Use => Use(),
        TokenKind.Truncate => Truncate(),
        TokenKind.Create => Create(),
        TokenKind.Drop => Drop(),
        TokenKind.Alter => Alter(),
        TokenKind.Grant => Grant(),
        TokenKind.Revoke => Revoke(),
        TokenKind.List => ListStatement(),
        TokenKind.Add => AddIdentity(),
        TokenKind.Describe or TokenKind.Desc => Describe(),
        _ => throw NoViable(),
    };

    private UseStatement Use()
    {
        Advance();
        return new(KeyspaceName());
    }

    private TruncateStatement Truncate()
    {
        Advance();
        Takes(TokenKind.Columnfamily);
        return new(TableName());
    }

    private Statement Create()
    {
        var second = Ahead();
        var kind = second.Kind;
        if (kind == TokenKind.Or)
        {
            var third = After(second);
            if (third.Kind != TokenKind.Replace)
            {
                throw NoViable(third);
            }

            second = After(third);
            kind = second.Kind is TokenKind.Function or TokenKind.Aggregate ? second.Kind : throw NoViable(second);
        }

        Advance();
        return kind switch
        {
            TokenKind.Keyspace => CreateKeyspace(),
            TokenKind.Columnfamily => CreateTable(),
            TokenKind.Custom or TokenKind.Index => CreateIndex(),
            TokenKind.User => CreateUser(),
            TokenKind.Trigger => CreateTrigger(),
            TokenKind.Type => CreateType(),
            TokenKind.Function => CreateFunction(),
            TokenKind.Aggregate => CreateAggregate(),
            TokenKind.Role => CreateRole(),
            TokenKind.Materialized => CreateView(),
            _ => throw NoViableSecond(second),
        };
    }

    private Statement Drop()
    {
        var second = Ahead();
        Advance();
        return second.Kind switch
        {
            TokenKind.Keyspace => DropKeyspace(),
            TokenKind.Columnfamily => DropTable(),
            TokenKind.Index => DropIndex(),
            TokenKind.User => DropUser(),
            TokenKind.Trigger => DropTrigger(),
            TokenKind.Type => DropType(),
            TokenKind.Function => DropFunction(),
            TokenKind.Aggregate => DropAggregate(),
            TokenKind.Role => DropRole(),
            TokenKind.Materialized => DropView(),
            TokenKind.Identity => DropIdentity(),
            _ => throw NoViableSecond(second),
        };
    }

    private Statement Alter()
    {
        var second = Ahead();
        Advance();
        return second.Kind switch
        {
            TokenKind.Keyspace => AlterKeyspace(),
            TokenKind.Columnfamily => AlterTable(),
            TokenKind.User => AlterUser(),
            TokenKind.Type => AlterType(),
            TokenKind.Role => AlterRole(),
            TokenKind.Materialized => AlterView(),
            _ => throw NoViableSecond(second),
        };
    }

    // The decision was made at the first token, which is the first of the text.
    private CqlException NoViableSecond(Token second)
    {
        GoBackTo(_lexer.Next(0));
        return NoViable(second);
    }
}
