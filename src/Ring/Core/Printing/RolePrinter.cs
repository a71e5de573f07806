using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>Roles, users, identities, and what is granted.</summary>
internal sealed class RolePrinter(CqlWriter text)
{
    public void Print(Statement statement)
    {
        switch (statement)
        {
            case CreateRoleStatement role:
                text.Add("CREATE ROLE ").AddIf(role.IfNotExists, "IF NOT EXISTS ").Role(role.Name);
                With(role.Options);
                break;
            case AlterRoleStatement role:
                text.Add("ALTER ROLE ").AddIf(role.IfExists, "IF EXISTS ").Role(role.Name);
                With(role.Options);
                break;
            case CreateUserStatement user:
                text.Add("CREATE USER ").AddIf(user.IfNotExists, "IF NOT EXISTS ").String(user.Name);
                WithOfUser(user.Options);
                break;
            case AlterUserStatement user:
                text.Add("ALTER USER ").AddIf(user.IfExists, "IF EXISTS ").String(user.Name);
                WithOfUser(user.Options);
                break;
            case AddIdentityStatement identity:
                text.Add("ADD IDENTITY ").AddIf(identity.IfNotExists, "IF NOT EXISTS ").String(identity.Identity);
                text.Add(" TO ROLE ").String(identity.Role);
                break;
            case ListUsersStatement:
                text.Add("LIST USERS");
                break;
            case ListRolesStatement list:
                text.Add("LIST ROLES");
                Of(list.Of, list.IsRecursive);
                break;
            default:
                Grant(statement);
                break;
        }
    }

    private void Grant(Statement statement)
    {
        switch (statement)
        {
            case GrantRoleStatement grant:
                text.Add("GRANT ").Role(grant.Role).Add(" TO ").Role(grant.To);
                break;
            case RevokeRoleStatement revoke:
                text.Add("REVOKE ").Role(revoke.Role).Add(" FROM ").Role(revoke.From);
                break;
            case GrantPermissionsStatement grant:
                text.Add("GRANT ");
                Permissions(grant.Permissions);
                On(grant.On);
                text.Add(" TO ").Role(grant.To);
                break;
            case RevokePermissionsStatement revoke:
                text.Add("REVOKE ");
                Permissions(revoke.Permissions);
                On(revoke.On);
                text.Add(" FROM ").Role(revoke.From);
                break;
            case ListPermissionsStatement list:
                text.Add("LIST ");
                Permissions(list.Permissions);
                if (list.On is { } resource)
                {
                    On(resource);
                }

                Of(list.Of, list.IsRecursive);
                break;
            default:
                throw new InvalidOperationException($"{statement} has no text");
        }
    }

    private void Of(string? role, bool isRecursive)
    {
        if (role is not null)
        {
            text.Add(" OF ").Role(role);
        }

        text.AddIf(!isRecursive, " NORECURSIVE");
    }

    private void Permissions(ImmutableArray<Permission> permissions) =>
        text.AddIf(permissions.IsEmpty, "ALL PERMISSIONS").List(
            permissions, ", ", p => text.Add(p == Permission.SelectMasked ? "SELECT_MASKED" : p.ToString().ToUpperInvariant()));

    private void On(Resource resource)
    {
        text.Add(" ON ").Add(Words(resource.Kind));
        if (resource.Name is not { } name)
        {
            return;
        }

        text.Add(" ");
        if (resource.Kind is ResourceKind.Bean or ResourceKind.Beans)
        {
            text.String(name.Name);
            return;
        }

        if (resource.Kind == ResourceKind.Role)
        {
            text.Role(name.Name);
            return;
        }

        text.Name(name);
        if (resource.Kind == ResourceKind.Function)
        {
            text.Add("(").List(resource.Arguments, ", ", new TypePrinter(text).Print).Add(")");
        }
    }

    private static string Words(ResourceKind kind) => kind switch
    {
        ResourceKind.AllKeyspaces => "ALL KEYSPACES",
        ResourceKind.Keyspace => "KEYSPACE",
        ResourceKind.AllTables => "ALL TABLES IN KEYSPACE",
        ResourceKind.Table => "TABLE",
        ResourceKind.AllRoles => "ALL ROLES",
        ResourceKind.Role => "ROLE",
        ResourceKind.AllFunctions => "ALL FUNCTIONS",
        ResourceKind.FunctionsOfKeyspace => "ALL FUNCTIONS IN KEYSPACE",
        ResourceKind.Function => "FUNCTION",
        ResourceKind.AllBeans => "ALL MBEANS",
        ResourceKind.Bean => "MBEAN",
        ResourceKind.Beans => "MBEANS",
        _ => throw new InvalidOperationException($"{kind} has no words"),
    };

    private void With(RoleOptions options)
    {
        var between = " WITH ";
        Option(ref between, options.Password is not null, "PASSWORD = ")?.String(options.Password!);
        Option(ref between, options.HashedPassword is not null, "HASHED PASSWORD = ")?.String(options.HashedPassword!);
        Option(ref between, options.IsSuperuser is not null, "SUPERUSER = ")?.Add(options.IsSuperuser == true ? "true" : "false");
        Option(ref between, options.MayLogin is not null, "LOGIN = ")?.Add(options.MayLogin == true ? "true" : "false");
        if (options.Options is { } map)
        {
            Option(ref between, true, "OPTIONS = ");
            new PropertyPrinter(text).Map(map);
        }

        Access(ref between, options.DataCenters, "TO", "DATACENTERS");
        Access(ref between, options.Cidrs, "FROM", "CIDRS");
    }

    private CqlWriter? Option(ref string between, bool isSaid, string words)
    {
        if (!isSaid)
        {
            return null;
        }

        text.Add(between).Add(words);
        between = " AND ";
        return text;
    }

    private void Access(ref string between, ImmutableArray<string>? names, string way, string what)
    {
        if (names is not { } said)
        {
            return;
        }

        Option(ref between, true, $"ACCESS {way} ");
        if (said.IsEmpty)
        {
            text.Add("ALL ").Add(what);
            return;
        }

        text.Add(what).Add(" {").List(said, ", ", name => text.String(name)).Add("}");
    }

    private void WithOfUser(RoleOptions options)
    {
        if (options.Password is { } password)
        {
            text.Add(" WITH PASSWORD ").String(password);
        }

        if (options.HashedPassword is { } hashed)
        {
            text.Add(" WITH HASHED PASSWORD ").String(hashed);
        }

        text.AddIf(options.IsSuperuser == true, " SUPERUSER").AddIf(options.IsSuperuser == false, " NOSUPERUSER");
    }
}
