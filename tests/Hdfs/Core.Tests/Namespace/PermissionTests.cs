using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class PermissionTests
{
    private const ushort Rwx = 0x1C0;
    private const ushort Sticky = 0x200;
    private const ushort All = 0x1FF;

    [Fact]
    public void Making_a_file_wants_write_access_to_the_directory()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/x");
        Assert.Equal(
            "Permission denied: user=ada, access=WRITE, inode=\"/x\":root:supergroup:drwxr-xr-x",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Create("/x/f", Cluster.Ada)));
        Assert.Equal(
            "Permission denied: user=ada, access=WRITE, inode=\"/x\":root:supergroup:drwxr-xr-x",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Mkdirs("/x/a/b/c", Cluster.Ada)));
        cluster.Chown("/x", "ada", "users");
        Assert.Equal("users", cluster.Create("/x/f", Cluster.Ada).Group);
        Assert.Equal(("ada", "users"), (cluster.Stat("/x/f")!.Owner, cluster.Stat("/x/f")!.Group));
    }

    [Fact]
    public void Passing_through_wants_execute_access_to_each_directory()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/a/b/c");
        cluster.Chmod("/a/b", 0x1E4); // rwxr--r--: others may list and not pass
        Assert.Equal(
            "Permission denied: user=ada, access=EXECUTE, inode=\"/a/b\":root:supergroup:drwxr--r--",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Stat("/a/b/c", Cluster.Ada)));
        Assert.NotNull(cluster.Stat("/a/b", Cluster.Ada));
        Assert.NotNull(cluster.Stat("/a/b/c", Cluster.Root));
    }

    [Theory]
    [InlineData("ada", "users", 0x100, true)] // r-- for the owner
    [InlineData("ada", "users", 0x0FF, false)] // the owner's class counts, not the others'
    [InlineData("root", "users", 0x020, true)] // r-- for the group
    [InlineData("root", "users", 0x1C7, false)] // the group's class counts
    [InlineData("root", "bob", 0x004, true)] // others
    [InlineData("root", "bob", 0x1F8, false)]
    public void Owner_group_or_others_decide(string owner, string group, int mode, bool allowed)
    {
        var cluster = new Cluster();
        cluster.Write("/f", null, 10);
        cluster.Chown("/f", owner, group);
        cluster.Chmod("/f", (ushort)mode);
        if (allowed)
        {
            Assert.Equal(10, cluster.Locations("/f", caller: Cluster.Ada).FileLength);
        }
        else
        {
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Locations("/f", caller: Cluster.Ada));
        }

        Assert.Equal(10, cluster.Locations("/f").FileLength);
    }

    [Fact]
    public void Totals_ask_the_first_of_siblings_first_and_quotas_the_last()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/x");
        cluster.Mkdirs("/x/a", mode: Rwx);
        cluster.Mkdirs("/x/b", mode: Rwx);
        Assert.Equal(
            "Permission denied: user=ada, access=READ_EXECUTE, inode=\"/x/a\":root:supergroup:drwx------",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Summary("/x", Cluster.Ada)));
        Assert.Equal(
            "Permission denied: user=ada, access=READ_EXECUTE, inode=\"/x/b\":root:supergroup:drwx------",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Usage("/x", Cluster.Ada)));
    }

    [Fact]
    public void In_a_sticky_directory_totals_are_everybodys_and_quotas_are_not()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/tmp", mode: All | Sticky);
        cluster.Write("/tmp/f", null, 7);
        var totals = cluster.Summary("/tmp", Cluster.Ada);
        Assert.Equal(7, totals.Length);
        Assert.StartsWith(
            "Permission denied by sticky bit: user=ada, path=\"/tmp/f\"",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Usage("/tmp", Cluster.Ada)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_supergroup_may_do_all()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/x", mode: 0);
        var member = new Caller("eve", ["staff", "supergroup"], "127.77.14.4");
        Assert.NotNull(cluster.Create("/x/f", member));
        cluster.Chown("/x/f", "nobody", null, member);
        Assert.Equal("nobody", cluster.Stat("/x/f")!.Owner);
    }

    [Fact]
    public void In_a_sticky_directory_only_owners_delete_and_move()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/tmp", mode: All | Sticky);
        Assert.Equal("rwxrwxrwt", ModeText.Of(cluster.Stat("/tmp")!.Mode));
        cluster.Write("/tmp/ada", Cluster.Ada, 1);
        var refused = Cluster.Refused(HdfsError.AccessControl, () => cluster.Delete("/tmp/ada", caller: Cluster.Bob));
        Assert.Equal(
            "Permission denied by sticky bit: user=bob, path=\"/tmp/ada\":ada:supergroup:-rw-r--r--, "
            + "parent=\"/tmp\":root:supergroup:drwxrwxrwt",
            refused);
        Cluster.Refused(HdfsError.AccessControl, () => cluster.Rename("/tmp/ada", "/tmp/bob", Cluster.Bob));
        Cluster.Refused(HdfsError.AccessControl, () => cluster.Rename2("/tmp/ada", "/tmp/bob", caller: Cluster.Bob));
        Assert.True(cluster.Rename("/tmp/ada", "/tmp/mine", Cluster.Ada));
        Assert.True(cluster.Delete("/tmp/mine", caller: Cluster.Ada));
    }

    [Fact]
    public void Deleting_a_tree_wants_all_access_to_each_directory_that_is_not_empty()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/w", mode: All);
        cluster.Mkdirs("/w/mine", Cluster.Ada);
        cluster.Mkdirs("/w/mine/empty", Cluster.Ada);
        cluster.Mkdirs("/w/mine/full/inner", Cluster.Ada);
        cluster.Chown("/w/mine/empty", "bob", null);
        Assert.False(cluster.Delete("/w/none", caller: Cluster.Ada));
        cluster.Chown("/w/mine/full", "bob", null);
        Assert.Equal(
            "Permission denied: user=ada, access=ALL, inode=\"/w/mine/full\":bob:supergroup:drwxr-xr-x",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Delete("/w/mine", caller: Cluster.Ada)));
        Cluster.Refused(HdfsError.AccessControl, () => cluster.Rename2("/w/mine", "/w/trash", toTrash: true, caller: Cluster.Ada));
        cluster.Rename2("/w/mine", "/w/moved", caller: Cluster.Ada);
        cluster.Chown("/w/moved/full", "ada", null);
        Assert.True(cluster.Delete("/w/moved", caller: Cluster.Ada));
    }

    [Fact]
    public void Only_the_owner_changes_modes_and_only_the_superuser_owners()
    {
        var cluster = new Cluster();
        cluster.Write("/f", null, 1);
        Assert.Equal(
            "Permission denied. user=ada is not the owner of inode=/f",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Chmod("/f", Rwx, Cluster.Ada)));
        cluster.Chown("/f", "ada", null);
        cluster.Chmod("/f", Rwx, Cluster.Ada);
        cluster.Chown("/f", null, "users", Cluster.Ada);
        cluster.Chown("/f", "ada", null, Cluster.Ada);
        Assert.Equal(
            "User ada is not a super user (non-super user cannot change owner).",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Chown("/f", "bob", null, Cluster.Ada)));
        Assert.Equal(
            "User ada does not belong to wheel",
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Chown("/f", null, "wheel", Cluster.Ada)));
        Assert.Equal("Directory/File does not exist /none", Cluster.Refused(HdfsError.FileNotFound, () => cluster.Chmod("/none", Rwx)));
        Assert.Equal(("ada", "users", Rwx), (cluster.Stat("/f")!.Owner, cluster.Stat("/f")!.Group, cluster.Stat("/f")!.Mode));
    }

    [Fact]
    public void Missing_parents_of_a_file_inherit_and_those_of_a_directory_get_its_mode()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/in", mode: 0x145); // r-xr--r-x
        cluster.Create("/in/a/b/f");
        Assert.Equal((0x1C5, 0x1C5), (cluster.Stat("/in/a")!.Mode, cluster.Stat("/in/a/b")!.Mode)); // u+wx, so that the path can be walked
        cluster.Mkdirs("/m/n/o", mode: 0x105 | Sticky);
        Assert.Equal((0x1C5, 0x1C5, 0x105 | Sticky), (cluster.Stat("/m")!.Mode, cluster.Stat("/m/n")!.Mode, cluster.Stat("/m/n/o")!.Mode));
    }

    [Fact]
    public void A_file_among_the_directories_of_a_path_is_no_directory()
    {
        var cluster = new Cluster();
        cluster.Write("/f", null, 1);
        Assert.Equal("/f (is not a directory)", Cluster.Refused(HdfsError.ParentNotDirectory, () => cluster.Mkdirs("/f/d")));
        Assert.Equal("/f (is not a directory)", Cluster.Refused(HdfsError.AccessControl, () => cluster.Stat("/f/d", Cluster.Ada)));
        Assert.Null(cluster.Stat("/f/d"));
    }

    [Fact]
    public void With_permissions_off_everybody_may_do_all_but_chmod()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { PermissionsEnabled = false });
        cluster.Mkdirs("/x", mode: 0);
        Assert.NotNull(cluster.Create("/x/f", Cluster.Ada));
        Assert.True(cluster.Delete("/x", caller: Cluster.Bob));
        cluster.Mkdirs("/y", Cluster.Ada);
        Cluster.Refused(HdfsError.AccessControl, () => cluster.Chmod("/y", 0, Cluster.Bob));
    }

    [Theory]
    [InlineData(FsAction.Read, true)]
    [InlineData(FsAction.Write, false)]
    [InlineData(FsAction.ReadExecute, true)]
    public void CheckAccess_asks_for_anything(FsAction action, bool allowed)
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/d");
        var request = new CheckAccessRequest { Caller = Cluster.Ada, Path = "/d", Action = action };
        if (allowed)
        {
            Assert.Null(cluster.Ask(request));
        }
        else
        {
            Cluster.Refused(HdfsError.AccessControl, () => cluster.Ask(request));
        }
    }

    [Fact]
    public void Totals_of_a_tree_want_its_directories_to_be_open()
    {
        var cluster = new Cluster();
        cluster.Mkdirs("/a/closed");
        cluster.Chmod("/a/closed", Rwx);
        Cluster.Refused(HdfsError.AccessControl, () => cluster.Summary("/a", Cluster.Ada));
        Assert.Equal(2, cluster.Summary("/a").Directories);
    }
}
