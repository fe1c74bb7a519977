namespace FleetActors.Tests;

public sealed class HouseTests
{
    [Fact]
    public void The_house_stands() => Assert.SkipWhen(false, "never");
}
