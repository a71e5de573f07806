using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <content>GRANT, REVOKE, LIST.</content>
internal ref partial struct StatementParser
{
    private Statement Grant()
    {
        if (IsOfPermissions(TokenKind.On, TokenKind.To))
        {
            Advance();
            var permissions = Permissions();
            Expect(TokenKind.On);
            var resource = Resource();
            Expect(TokenKind.To);
            var to = RoleName();
            return new GrantPermissionsStatement(Applicable(permissions, resource), resource, to);
        }

        Advance();
        var role = RoleName();
        Expect(TokenKind.To);
        return new GrantRoleStatement(role, RoleName());
    }

    private Statement Revoke()
    {
        if (IsOfPermissions(TokenKind.On, TokenKind.From))
        {
            Advance();
            var permissions = Permissions();
            Expect(TokenKind.On);
            var resource = Resource();
            Expect(TokenKind.From);
            var from = RoleName();
            return new RevokePermissionsStatement(Applicable(permissions, resource), resource, from);
        }

        Advance();
        var role = RoleName();
        Expect(TokenKind.From);
        return new RevokeRoleStatement(role, RoleName());
    }

    private Statement ListStatement()
    {
        var second = Ahead();
        if (second.Kind == TokenKind.Roles)
        {
            Advance();
            Advance();
            var of = Takes(TokenKind.Of) ? RoleName() : null;
            return new ListRolesStatement(of, !Takes(TokenKind.Norecursive));
        }

        if (second.Kind == TokenKind.Users)
        {
            Advance();
            Advance();
            return new ListUsersStatement();
        }

        if (second.Kind != TokenKind.All && PermissionOf(second.Kind) is null)
        {
            throw NoViable(second);
        }

        Advance();
        var permissions = Permissions();
        var on = Takes(TokenKind.On) ? Resource() : null;
        var role = Takes(TokenKind.Of) ? RoleName() : null;
        return new ListPermissionsStatement(permissions, on, role, !Takes(TokenKind.Norecursive));
    }

    // Some words are permissions, and names of roles as well: what stands behind them tells.
    private bool IsOfPermissions(TokenKind on, TokenKind role)
    {
        var second = Ahead();
        var permission = PermissionOf(second.Kind);
        if (permission is not null && !Kinds.IsUnreserved(second.Kind))
        {
            return true;
        }

        if (permission is null && second.Kind != TokenKind.All)
        {
            return IsRoleName(second.Kind) ? false : throw NoViable(second);
        }

        var third = After(second);
        var isOfPermission = second.Kind == TokenKind.All
            ? third.Kind == TokenKind.Permissions
            : third.Kind is TokenKind.Permission or TokenKind.Comma;
        return third.Kind == on || isOfPermission || (third.Kind == role ? false : throw NoViable(third));
    }

    // Those that mean something there, each once, and there must be one; ALL always does.
    private static ImmutableArray<Permission> Applicable(ImmutableArray<Permission> permissions, Resource resource)
    {
        var (kind, applicable) = ApplicablePermissions.Of(resource.Kind);
        var meant = permissions.Where(applicable.Contains).Distinct().ToImmutableArray();
        return permissions.IsEmpty || !meant.IsEmpty
            ? meant
            : throw SyntaxErrors.Of($"Resource type {kind} does not support any of the requested permissions");
    }

    private static Permission? PermissionOf(TokenKind kind) => kind switch
    {
        TokenKind.Create => Permission.Create,
        TokenKind.Alter => Permission.Alter,
        TokenKind.Drop => Permission.Drop,
        TokenKind.Select => Permission.Select,
        TokenKind.Modify => Permission.Modify,
        TokenKind.Authorize => Permission.Authorize,
        TokenKind.Describe => Permission.Describe,
        TokenKind.Execute => Permission.Execute,
        TokenKind.Unmask => Permission.Unmask,
        TokenKind.SelectMasked => Permission.SelectMasked,
        _ => null,
    };

    // None for ALL.
    private ImmutableArray<Permission> Permissions()
    {
        if (Takes(TokenKind.All))
        {
            Takes(TokenKind.Permissions);
            return [];
        }

        var permissions = default(Items<Permission>);
        do
        {
            permissions.Add(PermissionOf(Kind) ?? throw Mismatched("set null"));
            Advance();
            Takes(TokenKind.Permission);
        }
        while (Takes(TokenKind.Comma));
        return permissions.Done();
    }

    private Resource Resource() => Kind switch
    {
        TokenKind.All when !IsNameOfResource() => AllOf(Ahead()),
        TokenKind.Keyspace => KeyspaceResource(),
        TokenKind.Role when !IsNameOfResource() => RoleResource(),
        TokenKind.Function when !IsNameOfResource() => FunctionResource(),
        TokenKind.Mbean when !IsNameOfResource() => Bean(ResourceKind.Bean),
        TokenKind.Mbeans when !IsNameOfResource() => Bean(ResourceKind.Beans),
        TokenKind.Columnfamily => TableResource(),
        TokenKind.QMark => TableResource(),
        _ => Kinds.IsName(Kind) ? TableResource() : throw NoViable(),
    };

    // These words are names of tables as well.
    private bool IsNameOfResource() => Ahead().Kind is
        TokenKind.Dot or TokenKind.To or TokenKind.From or TokenKind.Of or TokenKind.Norecursive or TokenKind.Semicolon or TokenKind.End;

    private Resource KeyspaceResource()
    {
        Advance();
        return new(ResourceKind.Keyspace, new(null, KeyspaceName()), []);
    }

    private Resource RoleResource()
    {
        Advance();
        return new(ResourceKind.Role, new(null, RoleName()), []);
    }

    private Resource TableResource()
    {
        Takes(TokenKind.Columnfamily);
        return new(ResourceKind.Table, TableName(), []);
    }

    private Resource FunctionResource()
    {
        Advance();
        var name = FunctionName();
        var arguments = TypesInParentheses();
        return name.Keyspace is not null
            ? new(ResourceKind.Function, name, arguments)
            : throw new CqlException(CqlErrorCode.Invalid, "In this context function name must be explictly qualified by a keyspace");
    }

    private Resource Bean(ResourceKind kind)
    {
        if (Ahead() is { Kind: not TokenKind.StringLiteral } next)
        {
            throw NoViable(next);
        }

        Advance();
        var name = StringLiteral();
        return name switch
        {
            "" => throw SyntaxErrors.Of("Empty JMX object name supplied"),
            "*:*" => throw SyntaxErrors.Of("Please use ALL MBEANS instead of wildcard pattern"),
            _ when !name.Contains(':', StringComparison.Ordinal) => throw SyntaxErrors.Of($"{name} is not a valid JMX object name"),
            _ when kind == ResourceKind.Beans && name.AsSpan().IndexOfAny('*', '?') < 0 =>
                throw SyntaxErrors.Of($"Plural form used, but non-pattern JMX object name specified ({name})"),
            _ => new(kind, new(null, name), []),
        };
    }

    private Resource AllOf(Token what)
    {
        var kind = what.Kind switch
        {
            TokenKind.Keyspaces => ResourceKind.AllKeyspaces,
            TokenKind.Tables => ResourceKind.AllTables,
            TokenKind.Roles => ResourceKind.AllRoles,
            TokenKind.Functions => ResourceKind.AllFunctions,
            TokenKind.Mbeans => ResourceKind.AllBeans,
            _ => throw NoViable(what),
        };
        Advance();
        Advance();
        if (kind == ResourceKind.AllFunctions && Kind == TokenKind.In)
        {
            kind = ResourceKind.FunctionsOfKeyspace;
        }

        if (kind is not (ResourceKind.AllTables or ResourceKind.FunctionsOfKeyspace))
        {
            return new(kind, null, []);
        }

        Expect(TokenKind.In, TokenKind.Keyspace);
        return new(kind, new(null, KeyspaceName()), []);
    }
}
