using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Mapping;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class LaunchScriptTests
{
    [Fact]
    public void The_script_is_this()
    {
        var script = LaunchScript.Write(new LaunchPlan
        {
            NodeVariables = [new("CONTAINER_ID", "container_1"), new("USER", "ada")],
            Variables = new Dictionary<string, string> { ["USER"] = "mallory", ["B"] = "$C/b", ["C"] = "c" },
            Inherited = [new("PATH", "/bin"), new("B", "from the node"), new("ODD", "a\"b$c")],
            Command = ["$JAVA_HOME/bin/java", "Main", "1>/logs/stdout"],
            LogDirectory = "/logs",
            PidFile = "/private/1.pid",
            ExitCodeFile = "/private/1.pid.exitcode",
        });
        Assert.Equal(
            """
            #!/bin/bash
            if [ "$1" != command ]; then
            echo $$ > "/private/1.pid" || exit 1
            trap : HUP INT QUIT USR1 USR2 PIPE ALRM TERM VTALRM PROF IO PWR
            hathi_exit=0
            /bin/bash "$0" command || hathi_exit=$?
            echo $hathi_exit > "/private/1.pid.exitcode"
            exit $hathi_exit
            fi
            set -o pipefail -e
            export PRELAUNCH_OUT="/logs/prelaunch.out"
            exec >"${PRELAUNCH_OUT}"
            export PRELAUNCH_ERR="/logs/prelaunch.err"
            exec 2>"${PRELAUNCH_ERR}"
            echo "Setting up env variables"
            export PATH="/bin"
            export ODD="a\"b\$c"
            export CONTAINER_ID="container_1"
            export USER="ada"
            export C="c"
            export B="$C/b"
            echo "Launching container"
            exec /bin/bash -c "$JAVA_HOME/bin/java Main 1>/logs/stdout"

            """,
            script);
    }

    [Theory]
    [InlineData("{{JAVA_HOME}}/bin/java", "$JAVA_HOME/bin/java")]
    [InlineData("a<CPS>b", "a:b")]
    [InlineData("1><LOG_DIR>/stdout", "1>/logs/stdout")]
    public void What_only_the_node_knows_is_filled_in(string text, string expected)
    {
        var room = RequestLimits.LaunchCharacters;
        Assert.Equal(expected, EnvironmentText.Expand(text, "/logs", ref room));
    }

    [Theory]
    [InlineData("/opt/native", "/own:/opt/native")]
    [InlineData("$X", "/own:of the node")]
    [InlineData("$X/$OWN/$NOBODYS", "/own:of the node/mine/")]
    [InlineData("$LD_LIBRARY_PATH", "/own")]
    public void What_the_administrator_sets_stands_behind_what_the_container_says(string forced, string expected)
    {
        var variables = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = "/own", ["OWN"] = "mine" };
        EnvironmentText.Force(
            variables,
            new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = forced, ["NEW"] = "1" },
            static name => name == "X" ? "of the node" : null);
        Assert.Equal((expected, "1"), (variables["LD_LIBRARY_PATH"], variables["NEW"]));
    }

    [Fact]
    public void A_circle_of_variables_does_no_harm() =>
        Assert.Equal(2, EnvironmentText.InOrder(new Dictionary<string, string> { ["A"] = "$B", ["B"] = "${A}" }).Count);

    [Fact]
    public void A_chain_of_variables_may_have_any_length()
    {
        const int Length = 200_000;
        var chain = Enumerable.Range(0, Length).ToDictionary(static i => $"A{i:000000}", static i => $"$A{i + 1:000000}");
        var ordered = EnvironmentText.InOrder(chain);
        Assert.Equal(Enumerable.Range(0, Length).Reverse().Select(static i => $"A{i:000000}"), ordered.Select(static v => v.Key));
    }

    [Theory]
    [InlineData("<ADD_OPENS>")]
    [InlineData("<LOG_DIR>")]
    [InlineData("x")]
    public void What_stands_for_more_than_a_program_can_be_given_is_refused_before_it_is_made(string word)
    {
        var room = RequestLimits.LaunchCharacters;
        var few = EnvironmentText.Expand(word, "/logs/container", ref room);
        Assert.InRange(RequestLimits.LaunchCharacters - room, few.Length, few.Length + word.Length);
        var many = string.Concat(Enumerable.Repeat(word, (RequestLimits.LaunchCharacters / few.Length) + 1));
        Assert.Throws<LocalizationException>(() => EnvironmentText.Expand(many, "/logs/container", ref room));
    }
}
