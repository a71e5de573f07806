using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Keyspaces, types, indexes, views, triggers.</content>
internal ref partial struct StatementParser
{
    private const string NoCompactViews = "COMPACT STORAGE tables are not allowed starting with version 4.0";

    private CreateKeyspaceStatement CreateKeyspace()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = KeyspaceName();
        Expect(TokenKind.With);
        return new(name, ifNotExists, Properties());
    }

    private AlterKeyspaceStatement AlterKeyspace()
    {
        Advance();
        var ifExists = IfExists();
        var name = KeyspaceName();
        Expect(TokenKind.With);
        return new(name, ifExists, Properties());
    }

    private DropKeyspaceStatement DropKeyspace()
    {
        Advance();
        var ifExists = IfExists();
        return new(KeyspaceName(), ifExists);
    }

    private CreateTypeStatement CreateType()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = UserTypeName();
        Expect(TokenKind.OpenParen);
        var fields = default(Items<FieldDefinition>);
        fields.Add(Field());
        while (Takes(TokenKind.Comma))
        {
            if (Kinds.IsName(Kind))
            {
                fields.Add(Field());
            }
        }

        Expect(TokenKind.CloseParen);
        return new(name, ifNotExists, fields.Done());
    }

    private FieldDefinition Field()
    {
        var name = Name();
        return new(name, Type());
    }

    private DropTypeStatement DropType()
    {
        Advance();
        var ifExists = IfExists();
        return new(UserTypeName(), ifExists);
    }

    private AlterTypeStatement AlterType()
    {
        Advance();
        var ifExists = IfExists();
        var name = UserTypeName();
        switch (Kind)
        {
            case TokenKind.Alter:
                Advance();
                var field = Name();
                Expect(TokenKind.Type);
                return new(name, ifExists, new ChangeFieldType(field, Type()));
            case TokenKind.Add:
                Advance();
                return new(name, ifExists, new AddField(IfNotExists(), Field()));
            case TokenKind.Rename:
                Advance();
                return new(name, ifExists, new RenameFields(IfExists(), Renamings()));
            default:
                throw NoViable();
        }
    }

    private CreateIndexStatement CreateIndex()
    {
        var isCustom = Takes(TokenKind.Custom);
        Expect(TokenKind.Index);
        var ifNotExists = IfNotExists();
        var name = Kind == TokenKind.QMark || Kinds.IsName(Kind) ? IndexName() : null;
        Expect(TokenKind.On);
        var table = TableName();
        Expect(TokenKind.OpenParen);
        var targets = default(Items<IndexTarget>);
        if (IsColumnName(Kind) || Kind is TokenKind.Entries or TokenKind.Full)
        {
            do
            {
                targets.Add(IndexTarget());
            }
            while (Takes(TokenKind.Comma));
        }

        Expect(TokenKind.CloseParen);
        return new(table, targets.Done())
        {
            Name = name,
            IsCustom = isCustom,
            IfNotExists = ifNotExists,
            Using = Takes(TokenKind.Using) ? StringLiteral() : null,
            Properties = Takes(TokenKind.With) ? Properties() : [],
        };
    }

    private IndexTarget IndexTarget()
    {
        var kind = Kind switch
        {
            TokenKind.Values when Ahead().Kind == TokenKind.OpenParen => IndexTargetKind.Values,
            TokenKind.Keys when Ahead().Kind == TokenKind.OpenParen => IndexTargetKind.Keys,
            TokenKind.Entries => IndexTargetKind.Entries,
            TokenKind.Full => IndexTargetKind.Full,
            _ => IndexTargetKind.Simple,
        };
        if (kind == IndexTargetKind.Simple)
        {
            if (Kind is TokenKind.Values or TokenKind.Keys && Ahead() is { Kind: not (TokenKind.Comma or TokenKind.CloseParen) } next)
            {
                throw NoViable(next);
            }

            return new(kind, ColumnName());
        }

        Advance();
        Expect(TokenKind.OpenParen);
        var column = ColumnName();
        Expect(TokenKind.CloseParen);
        return new(kind, column);
    }

    private DropIndexStatement DropIndex()
    {
        Advance();
        var ifExists = IfExists();
        return new(QualifiedIndexName(), ifExists);
    }

    private CreateViewStatement CreateView()
    {
        Advance();
        Expect(TokenKind.View);
        var ifNotExists = IfNotExists();
        var name = TableName();
        Expect(TokenKind.As, TokenKind.Select);
        var selectors = StartsSelectors(Kind) ? Selectors() : throw NoViable();
        Expect(TokenKind.From);
        var from = TableName();
        var where = Takes(TokenKind.Where) ? Relations() : [];
        var statement = new CreateViewStatement(name, ifNotExists, selectors, from, PrimaryKey()) { Where = where };
        if (!Takes(TokenKind.With))
        {
            return statement;
        }

        var properties = TableProperties(out var order, out var isCompact);
        return isCompact ? throw SyntaxErrors.Of(NoCompactViews) : statement with { Properties = properties, ClusteringOrder = order };
    }

    private AlterViewStatement AlterView()
    {
        Advance();
        Expect(TokenKind.View);
        var ifExists = IfExists();
        var name = TableName();
        Expect(TokenKind.With);
        return new(name, ifExists, Properties());
    }

    private DropViewStatement DropView()
    {
        Advance();
        Expect(TokenKind.View);
        var ifExists = IfExists();
        return new(TableName(), ifExists);
    }

    private CreateTriggerStatement CreateTrigger()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = Name();
        Expect(TokenKind.On);
        var table = TableName();
        Expect(TokenKind.Using);
        return new(name, ifNotExists, table, StringLiteral());
    }

    private DropTriggerStatement DropTrigger()
    {
        Advance();
        var ifExists = IfExists();
        var name = Name();
        Expect(TokenKind.On);
        return new(name, ifExists, TableName());
    }
}
