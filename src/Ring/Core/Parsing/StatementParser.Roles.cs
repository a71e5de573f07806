using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>Roles, users, identities.</content>
internal ref partial struct StatementParser
{
    private const string NoQuotedUser =
        "Quoted strings are are not supported for user names and USER is deprecated, please use ROLE";

    private const string NoQuotedIdentity = "Quoted strings are are not supported for identity";

    private CreateRoleStatement CreateRole()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = RoleName();
        return new(name, ifNotExists, Takes(TokenKind.With) ? RoleOptions() : new());
    }

    private AlterRoleStatement AlterRole()
    {
        Advance();
        var ifExists = IfExists();
        var name = RoleName();
        return new(name, ifExists, Takes(TokenKind.With) ? RoleOptions() : new());
    }

    private DropRoleStatement DropRole()
    {
        Advance();
        var ifExists = IfExists();
        return new(RoleName(), ifExists);
    }

    private CreateUserStatement CreateUser()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = PlainName(NoQuotedUser);
        return new(name, ifNotExists, UserOptions());
    }

    private AlterUserStatement AlterUser()
    {
        Advance();
        var ifExists = IfExists();
        var name = PlainName(NoQuotedUser);
        return new(name, ifExists, UserOptions());
    }

    private DropUserStatement DropUser()
    {
        Advance();
        var ifExists = IfExists();
        return new(PlainName(NoQuotedUser), ifExists);
    }

    private AddIdentityStatement AddIdentity()
    {
        Advance();
        Expect(TokenKind.Identity);
        var ifNotExists = IfNotExists();
        var identity = PlainName(NoQuotedIdentity);
        Expect(TokenKind.To, TokenKind.Role);
        return new(identity, ifNotExists, PlainName(NoQuotedIdentity));
    }

    private DropIdentityStatement DropIdentity()
    {
        Advance();
        var ifExists = IfExists();
        return new(PlainName(NoQuotedIdentity), ifExists);
    }

    private RoleOptions UserOptions()
    {
        var options = new RoleOptions();
        if (Takes(TokenKind.With))
        {
            if (Takes(TokenKind.Hashed))
            {
                Expect(TokenKind.Password);
                options = options with { HashedPassword = StringLiteral() };
            }
            else
            {
                options = Takes(TokenKind.Password) ? options with { Password = StringLiteral() } : throw NoViable();
            }
        }

        return Kind is TokenKind.Superuser or TokenKind.Nosuperuser ? options with { IsSuperuser = IsSuperuser() } : options;
    }

    private bool IsSuperuser()
    {
        var isSuperuser = Kind == TokenKind.Superuser;
        Advance();
        return isSuperuser;
    }

    private RoleOptions RoleOptions()
    {
        var options = new RoleOptions();
        var (dataCenters, cidrs) = (new AccessNames("DCs"), new AccessNames("CIDR Groups"));
        do
        {
            if (Kind == TokenKind.Access)
            {
                Access(dataCenters, cidrs);
            }
            else
            {
                options = WithOption(options);
            }
        }
        while (Takes(TokenKind.And));
        options = options with { DataCenters = dataCenters.Done(), Cidrs = cidrs.Done() };
        return options is { Password: not null, HashedPassword: not null }
            ? throw SyntaxErrors.Of("Options 'password' and 'hashed password' are mutually exclusive")
            : options;
    }

    private RoleOptions WithOption(RoleOptions options)
    {
        switch (Kind)
        {
            case TokenKind.Password:
                TakeOption();
                return options with { Password = Once(options.Password, StringLiteral(), "PASSWORD") };
            case TokenKind.Hashed:
                Advance();
                TakeOption(TokenKind.Password);
                return options with { HashedPassword = Once(options.HashedPassword, StringLiteral(), "HASHED_PASSWORD") };
            case TokenKind.Options:
                TakeOption();
                return options with { Options = Once(options.Options, PropertyMap(), "OPTIONS") };
            case TokenKind.Superuser:
                TakeOption();
                return options with { IsSuperuser = Once(options.IsSuperuser, Boolean(), "SUPERUSER") };
            case TokenKind.Login:
                TakeOption();
                return options with { MayLogin = Once(options.MayLogin, Boolean(), "LOGIN") };
            default:
                throw NoViable();
        }
    }

    private void TakeOption() => TakeOption(Kind);

    private void TakeOption(TokenKind name)
    {
        Expect(name);
        Expect(TokenKind.Equal);
    }

    private static T Once<T>(object? before, T value, string option) =>
        before is null ? value : throw SyntaxErrors.Of($"Multiple definition for property '{option}'");

    private bool Boolean()
    {
        if (Kind != TokenKind.Boolean)
        {
            throw Mismatched(TokenKind.Boolean);
        }

        return TakeName() == "true";
    }

    // ACCESS TO ALL DATACENTERS, ACCESS TO DATACENTERS {…}, and the same FROM CIDRS: four alternatives, told apart by three words.
    private void Access(AccessNames dataCenters, AccessNames cidrs)
    {
        var way = Ahead();
        if (way.Kind is not (TokenKind.To or TokenKind.From))
        {
            throw NoViable(way);
        }

        var all = After(way);
        var names = way.Kind == TokenKind.To ? TokenKind.Datacenters : TokenKind.Cidrs;
        if (all.Kind != TokenKind.All && all.Kind != names)
        {
            throw NoViable(all);
        }

        Advance();
        Advance();
        var isAll = Takes(TokenKind.All);
        Expect(names);
        AddAccess(way.Kind == TokenKind.To ? dataCenters : cidrs, isAll);
    }

    // {'a', 'b'}, unless it is all of them
    private void AddAccess(AccessNames names, bool isAll)
    {
        if (isAll)
        {
            Accept(names.TryAddAll());
            return;
        }

        Expect(TokenKind.OpenBrace);
        do
        {
            Accept(names.TryAdd(StringLiteral()));
        }
        while (Takes(TokenKind.Comma));
        Expect(TokenKind.CloseBrace);
    }

    private readonly void Accept(string? problem)
    {
        if (problem is not null)
        {
            throw SyntaxErrors.Failed(_lexer.Source, problem);
        }
    }
}
