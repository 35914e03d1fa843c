# One council's server in a container: the code as it stands in this folder, and its data in the volume /data.
#   docker build -t folkmoot .
#   docker run -d -p 127.0.0.1:3000:3000 -v folkmoot:/data -e ORIGIN=https://talk.example.gov.uk -e TRUST_PROXY=true folkmoot
#   docker exec CONTAINER node scripts/folkmoot.ts doctor
FROM node:24-slim

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --omit=dev --no-save --no-audit --no-fund && npm cache clean --force
COPY schema ./schema
COPY server ./server
COPY federation ./federation
COPY web ./web
COPY scripts ./scripts
COPY LICENSE README.md ./

RUN mkdir /data && chown node:node /data
USER node
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=2", "server/start.ts"]
