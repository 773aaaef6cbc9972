using System.Net;
using Antiphon.Policies;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

public class ReloadTests : ServerTest
{
    private string PolicyPath => In("policy.json");

    /// <summary>Requests are answered all the while, by the former policy or by the new one.</summary>
    [Fact]
    [Trait("Tier", "full")]
    public async Task A_changed_policy_takes_over_without_a_request_lost_and_sessions_keep_the_former()
    {
        Save(1);
        await Start(
            Options,
            new PolicySource("served", () => ServedPolicy.Of(Game, PolicyFile.Load(PolicyPath, Game))) { Files = [PolicyPath] }
        );
        string session = await Open("served");
        string path = $"/v1/sessions/{session}/decisions";
        string question = Question(0, [1, 0, 0, 0, 0]);
        Assert.Equal(1, await Action(path));
        using var stop = new CancellationTokenSource();
        Task<List<int>> asking = Ask(stop.Token);
        await Becomes(1);
        Save(3);
        await Becomes(3);
        await File.WriteAllTextAsync(PolicyPath, "{ damaged");
        await Logged("cannot be loaded; the previous one remains");
        Assert.Equal(3, await Action("/v1/policies/served/decisions"));
        Save(2);
        await Becomes(2);
        await stop.CancelAsync();
        Assert.Equal([1, 3, 2], (await asking).Distinct());
        Assert.Equal(1, await Action(path));
        Assert.Equal(2, await Action($"/v1/sessions/{await Open("served")}/decisions"));

        async Task<int> Action(string where) => (await Post(where, question)).Succeeded().GetProperty("action").GetInt32();

        async Task<List<int>> Ask(CancellationToken until)
        {
            var actions = new List<int>();
            while (!until.IsCancellationRequested)
            {
                actions.Add(await Action("/v1/policies/served/decisions"));
            }

            return actions;
        }

        async Task Becomes(int expected)
        {
            for (int attempt = 0; attempt < 1000 && await Action("/v1/policies/served/decisions") != expected; attempt++)
            {
                await Task.Delay(25);
            }

            Assert.Equal(expected, await Action("/v1/policies/served/decisions"));
        }
    }

    /// <summary>A former policy stays as long as a session belongs to it, in memory or not, and no longer.</summary>
    [Fact]
    public async Task A_former_policy_is_released_when_its_last_session_is_closed()
    {
        Save(1);
        var source = new PolicySource("served", () => ServedPolicy.Of(Game, PolicyFile.Load(PolicyPath, Game))) { Files = [PolicyPath] };
        var catalog = new PolicyCatalog([source]);
        await using var store = SqlStore.Open("memory", TimeProvider.System, Log);
        var sessions = new SessionTable(store, catalog, Options with { SessionMemory = 0 }, new SessionWatchers(), Log);
        var former = new FormerPolicies(catalog, store);
        string id = (await sessions.Begin("served", 7, null)).Id;
        PolicyVersion used = catalog.Find("served");
        for (int action = 2; action < 5; action++)
        {
            Save(action);
            File.SetLastWriteTimeUtc(PolicyPath, new DateTime(2026, 1, action, 0, 0, 0, DateTimeKind.Utc));
            catalog.Refresh(Log);
        }

        Assert.Equal(3, catalog.Former.Count);
        await former.Release();
        Assert.Equal(3, catalog.Former.Count);
        await former.Release();
        Assert.Equal([used], catalog.Former);
        await sessions.Show(id, _ => Task.CompletedTask, CancellationToken.None);
        await sessions.End(id);
        await former.Release();
        Assert.Empty(catalog.Former);
        Assert.Null(catalog.Find("served", used.Version));
    }

    /// <summary>Files that could not be read are tried again, though they did not change; files that are no policy are not.</summary>
    [Fact]
    public void A_policy_that_could_not_be_read_for_a_while_is_loaded_later()
    {
        Save(1);
        Exception? fault = null;
        int loads = 0;
        var source = new PolicySource("served", Load) { Files = [PolicyPath] };
        var catalog = new PolicyCatalog([source]);
        Change(2, new InvalidInputException("the policy cannot be read", new UnauthorizedAccessException("access is denied")));
        string first = catalog.Find("served").Version;
        for (int time = 0; time < 3; time++)
        {
            catalog.Refresh(Log);
        }

        Assert.Equal(first, catalog.Find("served").Version, StringComparer.Ordinal);
        Assert.Equal(4, loads);
        Assert.Equal("policy served changed and cannot be loaded; the previous one remains: the policy cannot be read\n", Log.ToString());
        fault = null;
        catalog.Refresh(Log);
        Assert.NotEqual(first, catalog.Find("served").Version, StringComparer.Ordinal);
        Assert.EndsWith("reloaded policy served\n", Log.ToString(), StringComparison.Ordinal);
        Change(3, new InvalidInputException("the policy is damaged"));
        catalog.Refresh(Log);
        catalog.Refresh(Log);
        Assert.Equal(6, loads);

        ServedPolicy Load()
        {
            loads++;
            return fault is null ? ServedPolicy.Of(Game, PolicyFile.Load(PolicyPath, Game)) : throw fault;
        }

        void Change(int action, Exception by)
        {
            Save(action);
            File.SetLastWriteTimeUtc(PolicyPath, new DateTime(2026, 1, action, 0, 0, 0, DateTimeKind.Utc));
            fault = by;
        }
    }

    [Fact]
    public async Task What_cannot_be_served_is_refused_at_the_start()
    {
        PolicySource good = Source("table", Game, Pair(Game, Table(Game, 5)));
        await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(Options, []));
        await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(Options, [good, good]));
        await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(Options, [good with { Name = "a/b" }]));
        PolicyServer first = await Start(Options, good);
        await Assert.ThrowsAsync<InvalidOptionException>(() => PolicyServer.StartAsync(Options with { Urls = first.Addresses }, [good]));
        Assert.Equal(HttpStatusCode.OK, (await Get("/readyz")).Status);
    }

    private void Save(int action) =>
        PolicyFile.Save(
            Pair(Game, TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, Table(Game, 1).Lattice, (_, _) => action)),
            Game,
            PolicyPath
        );

    private async Task Logged(string text)
    {
        for (int attempt = 0; attempt < 1000 && !Log.ToString().Contains(text, StringComparison.Ordinal); attempt++)
        {
            await Task.Delay(25);
        }

        Assert.Contains(text, Log.ToString(), StringComparison.Ordinal);
    }
}
