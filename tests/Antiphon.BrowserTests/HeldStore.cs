using Antiphon.Server;
using Antiphon.Tests.Server;

namespace Antiphon.BrowserTests;

/// <summary>A store whose sessions are held by a member of a cluster.</summary>
internal sealed class HeldStore(ISessionStore inner) : ForwardingStore(inner)
{
    private readonly ISessionStore inner = inner;

    public override async Task<IReadOnlyList<ListedSession>> List(SessionPlace? after, int most) =>
        [.. (await inner.List(after, most)).Select(session => session with { Holder = "10.0.0.5:11111" })];
}
