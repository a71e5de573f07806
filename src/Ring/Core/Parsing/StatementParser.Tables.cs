using System.Globalization;
using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Tables.</content>
internal ref partial struct StatementParser
{
    private CreateTableStatement CreateTable()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = TableName();
        Expect(TokenKind.OpenParen);
        var columns = default(Items<ColumnDefinition>);
        var keys = default(Items<PrimaryKey>);
        ColumnOrKey(ref columns, ref keys);
        while (Takes(TokenKind.Comma))
        {
            if (Kind == TokenKind.Primary || Kinds.IsName(Kind))
            {
                ColumnOrKey(ref columns, ref keys);
            }
        }

        Expect(TokenKind.CloseParen);
        var statement = new CreateTableStatement(name, ifNotExists, columns.Done()) { PrimaryKeys = keys.Done() };
        if (!Takes(TokenKind.With))
        {
            return statement;
        }

        var properties = TableProperties(out var order, out var isCompact);
        return statement with { Properties = properties, ClusteringOrder = order, IsCompact = isCompact };
    }

    private void ColumnOrKey(ref Items<ColumnDefinition> columns, ref Items<PrimaryKey> keys)
    {
        if (Kind == TokenKind.Primary)
        {
            keys.Add(PrimaryKey());
            return;
        }

        var column = ColumnDefinition();
        columns.Add(column);
        if (Takes(TokenKind.Primary))
        {
            Expect(TokenKind.Key);
            keys.Add(new([column.Name], []));
        }
    }

    private ColumnDefinition ColumnDefinition()
    {
        var name = Name();
        var type = Type();
        var isStatic = Takes(TokenKind.Static);
        return new(name, type, isStatic, Kind == TokenKind.Masked ? ColumnMask() : null);
    }

    // The keyword and the opening parenthesis behind a name of a function are as far as one sees ahead.
    private ColumnMask ColumnMask()
    {
        var with = Ahead();
        if (with.Kind != TokenKind.With)
        {
            throw NoViable(with);
        }

        var third = After(with);
        if (third.Kind != TokenKind.QMark && !Kinds.IsName(third.Kind) && !Kinds.IsFunctionName(third.Kind))
        {
            throw NoViable(third);
        }

        var isDefault = third.Kind == TokenKind.Default && IsDefaultMask(After(third));
        Advance();
        Advance();
        if (isDefault)
        {
            Advance();
            return new(null, []);
        }

        var function = FunctionName();
        Expect(TokenKind.OpenParen);
        var arguments = default(Items<Expression>);
        if (Kind != TokenKind.CloseParen)
        {
            AddTerms(ref arguments);
        }

        Expect(TokenKind.CloseParen);
        return new(function, arguments.Done());
    }

    // And not a function of the name "default".
    private bool IsDefaultMask(Token behind) => Follow.EndsStatement(behind.Kind)
        || behind.Kind is TokenKind.Comma or TokenKind.CloseParen or TokenKind.Primary
        || (behind.Kind is TokenKind.OpenParen or TokenKind.Dot ? false : throw NoViable(behind));

    private PrimaryKey PrimaryKey()
    {
        Expect(TokenKind.Primary, TokenKind.Key);
        Expect(TokenKind.OpenParen);
        ImmutableArray<string> partition;
        if (Takes(TokenKind.OpenParen))
        {
            partition = Names();
            Expect(TokenKind.CloseParen);
        }
        else
        {
            partition = [Name()];
        }

        var clustering = Takes(TokenKind.Comma) ? Names() : [];
        Expect(TokenKind.CloseParen);
        return new(partition, clustering);
    }

    private ImmutableArray<Property> TableProperties(out ImmutableArray<ClusteringOrder> order, out bool isCompact)
    {
        var properties = default(Items<Property>);
        var columns = default(Items<ClusteringOrder>);
        isCompact = false;
        do
        {
            switch (Kind)
            {
                case TokenKind.Compact when Ahead().Kind == TokenKind.Storage:
                    Advance();
                    Advance();
                    isCompact = true;
                    break;
                case TokenKind.Clustering when Ahead().Kind == TokenKind.Order:
                    AddClusteringOrder(ref columns);
                    break;
                default:
                    AddProperty(ref properties);
                    break;
            }
        }
        while (Takes(TokenKind.And));
        order = columns.Done();
        return properties.Done();
    }

    private void AddClusteringOrder(ref Items<ClusteringOrder> columns)
    {
        Advance();
        Expect(TokenKind.Order, TokenKind.By);
        Expect(TokenKind.OpenParen);
        do
        {
            var column = Name();
            columns.Add(new(column, Kind is TokenKind.Asc or TokenKind.Desc ? IsDescending() : throw NoViable()));
        }
        while (Takes(TokenKind.Comma));
        Expect(TokenKind.CloseParen);
    }

    private DropTableStatement DropTable()
    {
        Advance();
        var ifExists = IfExists();
        return new(TableName(), ifExists);
    }

    private AlterTableStatement AlterTable()
    {
        Advance();
        var ifExists = IfExists();
        var name = TableName();
        return new(name, ifExists, TableChange());
    }

    private TableChange TableChange()
    {
        switch (Kind)
        {
            case TokenKind.Alter:
                return AlterColumn();
            case TokenKind.Add:
                return AddColumns();
            case TokenKind.Drop:
                return DropFromTable();
            case TokenKind.Rename:
                Advance();
                return new RenameColumns(IfExists(), Renamings());
            case TokenKind.With:
                Advance();
                return new ChangeTableProperties(Properties());
            default:
                throw NoViable();
        }
    }

    private TableChange AlterColumn()
    {
        var alter = _current;
        Advance();
        var ifExists = IfExists();
        var column = IsColumnName(Kind) ? ColumnName() : throw NoViable(_current, alter);
        switch (Kind)
        {
            case TokenKind.Type when !ifExists:
                Advance();
                return new ChangeColumnType(column, Type());
            case TokenKind.Masked:
                return new ChangeColumnMask(ifExists, column, ColumnMask());
            case TokenKind.Drop:
                Advance();
                Expect(TokenKind.Masked);
                return new ChangeColumnMask(ifExists, column, null);
            default:
                throw NoViable(_current, ifExists ? _current : alter);
        }
    }

    private AddColumns AddColumns()
    {
        Advance();
        var ifNotExists = IfNotExists();
        if (!Takes(TokenKind.OpenParen))
        {
            return Kinds.IsName(Kind) ? new(ifNotExists, [ColumnDefinition()]) : throw NoViable();
        }

        var columns = default(Items<ColumnDefinition>);
        do
        {
            columns.Add(ColumnDefinition());
        }
        while (Takes(TokenKind.Comma));
        Expect(TokenKind.CloseParen);
        return new(ifNotExists, columns.Done());
    }

    private TableChange DropFromTable()
    {
        var drop = _current;
        Advance();
        if (Kind is not (TokenKind.If or TokenKind.OpenParen) && !Kinds.IsName(Kind))
        {
            throw NoViable(_current, drop);
        }

        if (Kind == TokenKind.Compact && Ahead() is var next && !Follow.EndsStatement(next.Kind) && next.Kind != TokenKind.Using)
        {
            if (next.Kind != TokenKind.Storage)
            {
                throw NoViable(next, drop);
            }

            Advance();
            Advance();
            return new DropCompactStorage();
        }

        var ifExists = IfExists();
        ImmutableArray<string> columns;
        if (Takes(TokenKind.OpenParen))
        {
            columns = Names();
            Expect(TokenKind.CloseParen);
        }
        else
        {
            columns = [Name()];
        }

        return new DropColumns(ifExists, columns, Takes(TokenKind.Using) ? DropTimestamp() : null);
    }

    private long DropTimestamp()
    {
        Expect(TokenKind.Timestamp);
        if (Kind != TokenKind.Integer)
        {
            throw Mismatched(TokenKind.Integer);
        }

        var digits = TextOf(_current);
        Advance();
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var timestamp)
            ? timestamp
            : throw SyntaxErrors.Of($"{digits} is no timestamp");
    }

    // a TO b AND c TO d
    private ImmutableArray<Renaming> Renamings()
    {
        var names = default(Items<Renaming>);
        do
        {
            var from = Name();
            Expect(TokenKind.To);
            names.Add(new(from, Name()));
        }
        while (Takes(TokenKind.And));
        return names.Done();
    }
}
