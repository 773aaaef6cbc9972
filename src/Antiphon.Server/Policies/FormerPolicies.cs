namespace Antiphon.Server;

/// <summary>Releases the versions of policies that were replaced, once no open session belongs to them.</summary>
/// <param name="catalog">The policies.</param>
/// <param name="store">The sessions.</param>
internal sealed class FormerPolicies(PolicyCatalog catalog, ISessionStore store)
{
    private IReadOnlyList<PolicyVersion> seen = [];

    /// <summary>
    /// Releases those that were replaced before the last call. (A session that is just being opened may belong to one that was replaced
    /// since.)
    /// </summary>
    public async Task Release()
    {
        foreach (PolicyVersion version in catalog.Former.Intersect(seen))
        {
            if (!await store.Uses(version.Name, version.Version))
            {
                catalog.Release(version);
            }
        }

        seen = catalog.Former;
    }
}
