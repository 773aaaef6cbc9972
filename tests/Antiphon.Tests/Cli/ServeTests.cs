using Antiphon.Policies;
using Antiphon.Server;
using Antiphon.Tests.Server;

namespace Antiphon.Tests.Cli;

/// <summary>What `antiphon serve` says before it serves; how it serves: KillTests and ServerTest.</summary>
public class ServeTests : CommandLineTest
{
    private const string NoConnection = "error: the store is not a connection string of PostgreSQL";

    private string PolicyPath => In("policy.json");

    [Theory]
    [InlineData("error: serve needs a RUN")]
    [InlineData("error: there is no run folder", "nowhere")]
    [InlineData("error: --name applies to a single policy", "policy.json", "policy.json", "--name", "x")]
    [InlineData("error: two policies are named 'policy'", "policy.json", "policy.json")]
    [InlineData("error: a policy is named 'a/b'", "policy.json", "--name", "a/b")]
    [InlineData("error: --demo serves its pair as 'warehouse', and", "policy.json", "--name", "warehouse", "--demo", "warehouse")]
    [InlineData("error: --urls is http://10.0.0.1:80; expected a loopback address", "policy.json", "--urls", "http://10.0.0.1:80")]
    [InlineData("error: '", "policy.json", "--keys", "nowhere.txt")]
    [InlineData("error: the store ", "policy.json", "--store", "nowhere/sessions.db")]
    [InlineData(NoConnection + ": setting number 2", "policy.json", "--store", "Host=a;Nonsense=b")]
    [InlineData(NoConnection + ": setting number 1", "policy.json", "--store", "Hots=a;Password=secret")]
    [InlineData(NoConnection + ": setting number 3", "policy.json", "--store", "Username=u; Password=x;secret=y;Host=a")]
    [InlineData(NoConnection + ": a setting has an invalid value", "policy.json", "--store", "Password='secret;Host=a")]
    [InlineData(NoConnection + ": a setting has an invalid value", "policy.json", "--store", "Server=a;Port=secret;pwd=secret")]
    [InlineData(NoConnection + ": setting number 1", "policy.json", "--store", "postgres://user:secret@host/sessions")]
    [InlineData("error: the store cannot be opened", "policy.json", "--store", "Database=sessions")]
    [InlineData("error: the store cannot be opened", "policy.json", "--store", "User ID=u;Password=secret;Port=1;Server=127.0.0.1")]
    [InlineData("error: the store cannot be opened", "policy.json", "--store", "Host=127.0.0.1;Port=1")]
    [InlineData("error: /", "policy.json", "--game", "warehouse")]
    [InlineData("error: --runs is '", "--runs", "nowhere")]
    [InlineData("error: --runs is '", "--runs", "policy.json")]
    [InlineData("error: --member requires --cluster", "policy.json", "--member", "127.0.0.1:0")]
    [InlineData("error: --store cannot be combined with --cluster", "policy.json", "--store", "memory", "--cluster", "127.0.0.1")]
    [InlineData("error: --demo cannot be combined with --cluster", "--demo", "warehouse", "--cluster", "127.0.0.1")]
    [InlineData("error: --cluster shares sessions and needs a RUN", "--cluster", "127.0.0.1", "--runs", ".")]
    [InlineData("error: --cluster is given with a setting that", "policy.json", "--cluster", "127.0.0.1,secret=1")]
    [InlineData("error: --cluster is given with 2 addresses", "policy.json", "--cluster", "127.0.0.1,10.0.0.1,password=secret")]
    [InlineData("error: --member is '0.0.0.0:1'", "policy.json", "--cluster", "127.0.0.1:1", "--member", "0.0.0.0:1")]
    [InlineData("error: --cluster is 127.0.0.1:1, where no Redis answers", "policy.json", "--cluster", "127.0.0.1:1")]
    [InlineData("error: the name of a key may contain only letters", "--make-key", "al ice")]
    public void What_is_wrong_is_said_before_anything_is_served(string message, params string[] arguments)
    {
        PolicyFile.Save(
            new JointPolicy(ServedPair.Table(ServedPair.Game, 2), LocalPolicy.Uniform(ServedPair.Game)),
            ServedPair.Game,
            PolicyPath
        );
        string refusal = Run(["serve", .. arguments]).Refused();
        Assert.StartsWith(message, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(In()), entry => entry.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_store_that_is_no_database_is_named()
    {
        WrittenRuns.Write(In("mine"));
        File.WriteAllText(In("sessions.db"), new string('x', 4096));
        Assert.StartsWith(
            $"error: the store {In("sessions.db")} cannot be opened: ",
            Run("serve", "mine").Refused(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_of_runs_in_place_of_a_run_is_told_how_to_be_listed()
    {
        WrittenRuns.Write(In("runs", "mine"));
        Assert.Contains("list them all by --runs ", Run("serve", "runs").Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessions.db")]
    [InlineData("runs/k=5/sessions.db")]
    [InlineData("runs;k=5.db")]
    [InlineData("./host=5.db")]
    public void A_name_that_is_no_setting_is_a_file(string where) => Assert.True(SqlStore.IsFile(where));

    [Theory]
    [InlineData("memory")]
    [InlineData("host = a")]
    [InlineData("Database=sessions;Server=a")]
    [InlineData("Unknown=b;PASSWORD=secret")]
    public void Memory_and_connection_strings_are_no_files(string where) => Assert.False(SqlStore.IsFile(where));

    [Fact]
    public void A_key_is_printed_once_with_the_line_that_recognises_it()
    {
        string[] lines = Run("serve", "--make-key", "alice", "--scope", "admin").Succeeded().Split('\n');
        string key = lines[0]["Key:  ".Length..];
        string line = lines[1]["Line: ".Length..];
        Assert.StartsWith("alice admin sha256:", line, StringComparison.Ordinal);
        File.WriteAllText(In("keys.txt"), line);
        var keys = new KeyFile(In("keys.txt"), TextWriter.Null);
        Assert.Equal("alice", keys.Find(key)!.Name);
        Assert.Null(keys.Find(key + "x"));
        Assert.NotEqual(lines[0], Run("serve", "--make-key", "alice").Succeeded().Split('\n')[0], StringComparer.Ordinal);
    }
}
