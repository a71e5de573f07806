using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Functions and aggregates.</content>
internal ref partial struct StatementParser
{
    private bool OrReplace()
    {
        if (!Takes(TokenKind.Or))
        {
            return false;
        }

        Expect(TokenKind.Replace);
        return true;
    }

    private CreateFunctionStatement CreateFunction()
    {
        var orReplace = OrReplace();
        Expect(TokenKind.Function);
        var ifNotExists = IfNotExists();
        var name = FunctionName();
        Expect(TokenKind.OpenParen);
        var arguments = default(Items<FieldDefinition>);
        if (Kinds.IsName(Kind))
        {
            do
            {
                arguments.Add(Field());
            }
            while (Takes(TokenKind.Comma));
        }

        Expect(TokenKind.CloseParen);
        var isCalledOnNull = IsCalledOnNull();
        Expect(TokenKind.Returns);
        var returns = Type();
        Expect(TokenKind.Language);
        if (Kind != TokenKind.Ident)
        {
            throw Mismatched(TokenKind.Ident);
        }

        var language = TakeName();
        Expect(TokenKind.As);
        return new(name, arguments.Done(), returns, language, StringLiteral())
        {
            OrReplace = orReplace,
            IfNotExists = ifNotExists,
            IsCalledOnNull = isCalledOnNull,
        };
    }

    private bool IsCalledOnNull()
    {
        var isCalled = Kind == TokenKind.Called;
        if (Takes(TokenKind.Returns))
        {
            Expect(TokenKind.Null);
        }
        else if (!Takes(TokenKind.Called))
        {
            throw NoViable();
        }

        Expect(TokenKind.On, TokenKind.Null);
        Expect(TokenKind.Input);
        return isCalled;
    }

    private CreateAggregateStatement CreateAggregate()
    {
        var orReplace = OrReplace();
        Expect(TokenKind.Aggregate);
        var ifNotExists = IfNotExists();
        var name = FunctionName();
        var arguments = TypesInParentheses();
        Expect(TokenKind.Sfunc);
        var stateFunction = PlainFunctionName();
        Expect(TokenKind.Stype);
        var stateType = Type();
        return new(name, arguments, stateFunction, stateType)
        {
            OrReplace = orReplace,
            IfNotExists = ifNotExists,
            FinalFunction = Takes(TokenKind.Finalfunc) ? PlainFunctionName() : null,
            Initial = Takes(TokenKind.Initcond) ? Term() : null,
        };
    }

    private DropFunctionStatement DropFunction()
    {
        Advance();
        var ifExists = IfExists();
        return new(FunctionName(), ifExists, Kind == TokenKind.OpenParen ? TypesInParentheses() : null);
    }

    private DropAggregateStatement DropAggregate()
    {
        Advance();
        var ifExists = IfExists();
        return new(FunctionName(), ifExists, Kind == TokenKind.OpenParen ? TypesInParentheses() : null);
    }
}
