using Antiphon.Server;

namespace Antiphon.Tests.Server;

public class SessionMemoryTests : ServerTest
{
    [Fact]
    public async Task Who_settles_or_forgets_a_session_waits_for_the_request_that_uses_it()
    {
        var catalog = new PolicyCatalog([Source("table", Game, Pair(Game, Table(Game, 5)))]);
        var memory = new SessionMemory(long.MaxValue);
        PolicyVersion version = catalog.Find("table");
        using var session = new Session(new SessionRow("id", "table", version.Version, 1), version);
        memory.Hold(session);
        Session used = await memory.Enter("id", _ => throw new InvalidOperationException(), CancellationToken.None);

        Task settled = memory.Settle("id", CancellationToken.None);
        Task forgotten = memory.Forget("id");
        Assert.Equal((false, false, false), (settled.IsCompleted, forgotten.IsCompleted, used.IsGone));
        used.Gate.Release();
        await settled;
        await forgotten;

        Assert.Equal((true, 0), (used.IsGone, memory.Count));
    }
}
