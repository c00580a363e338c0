# The server with a PostgreSQL of its own in the volume /data; with ConnectionStrings__ControlPlane it uses that one.
#   docker build -t controlplane . && docker run -p 8080:8080 -p 4318:4318 -v controlplane:/data controlplane
# The images are Microsoft's .NET images; name the registry that you take them from:
#   --build-arg SDK_IMAGE=<registry>/dotnet/sdk:10.0 --build-arg RUNTIME_IMAGE=<registry>/dotnet/aspnet:10.0
ARG SDK_IMAGE=dotnet/sdk:10.0
ARG RUNTIME_IMAGE=dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/ControlPlane.Server -c Release -o /app

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-common curl \
    && sed -i '$ a create_main_cluster = false' /etc/postgresql-common/createcluster.conf \
    && apt-get install -y --no-install-recommends postgresql \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data controlplane \
    && install -d -o controlplane -g controlplane -m 700 /data
COPY --from=build /app /app
# The first is emptied because the base image sets it: the server has settings of its own for its ports.
ENV ASPNETCORE_HTTP_PORTS= \
    Server__Address=0.0.0.0 \
    Storage__DataFolder=/data
USER controlplane
VOLUME /data
EXPOSE 8080 4318
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD curl --fail --silent http://127.0.0.1:8080/health/ready || exit 1
ENTRYPOINT ["dotnet", "/app/ControlPlane.Server.dll"]
